import { generate } from 'selfsigned';

/** Both PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/**
 * A fresh self-signed certificate for `localhost` and 127.0.0.1. It is its own authority, so that a process that names
 * it in NODE_EXTRA_CA_CERTS trusts every server of the sandbox without switching verification off.
 */
export async function makeCertificate(): Promise<Certificate> {
  const pems = await generate([{ name: 'commonName', value: 'localhost' }], {
    keySize: 2048,
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  return { cert: pems.cert, key: pems.private };
}
