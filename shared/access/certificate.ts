import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { RelayError } from '../errors';
import type { SecretValue } from './access';

const pemBlock = /-----BEGIN ([A-Z0-9 ]+)-----[\s\S]+?-----END \1-----/g;

/**
 * The private key and certificates of a Key Vault certificate, as one PEM with the key's own certificate first, which
 * is what MSAL takes the thumbprint from. Key Vault serves a certificate with its key as the secret of the same name,
 * as PEM or PKCS#12 by the policy it was made with (learn.microsoft.com: Key Vault, about certificates).
 * Throws `credential_unusable` or `credential_expired`, with what to do; never with any of the content.
 */
export function certificatePem(secret: SecretValue, name: string, nowMs: number): string {
  const unusable = (what: string) =>
    new RelayError('credential_unusable', `The certificate ${name} in Key Vault ${what}`, {
      credential: `certificate:${name}`,
    });
  if (secret.contentType?.includes('pkcs12') || !secret.value.includes('-----BEGIN ')) {
    throw unusable(
      'is stored as PKCS#12 (PFX), which is not supported. Import it again as PEM (az keyvault certificate import --file <key and certificate>.pem), or make a new version whose policy says contentType application/x-pem-file.',
    );
  }
  const { key, certificates, own } = readPem(secret);
  if (!key) {
    throw unusable(
      'holds no private key that can be read. Import it as PEM with its unencrypted private key, and give its name as a certificate, not as a secret.',
    );
  }
  if (key.asymmetricKeyType !== 'rsa') {
    throw unusable('has a key that is not RSA, which Entra does not accept for apps. Make one with an RSA key.');
  }
  if (!own) throw unusable('holds no certificate that belongs to its private key. Import both together as one PEM.');
  if (Date.parse(own.validTo) <= nowMs) {
    throw new RelayError(
      'credential_expired',
      `The certificate ${name} in Key Vault expired on ${new Date(own.validTo).toISOString()}. Renew it there and upload the new one to the app registration.`,
      { credential: `certificate:${name}` },
    );
  }
  const chain = [own, ...certificates.filter((certificate) => certificate !== own)];
  return [key.export({ format: 'pem', type: 'pkcs8' }), ...chain.map(String)].join('\n');
}

/**
 * When the certificate ends by itself, in milliseconds since the epoch, whatever its expiry date in the vault says.
 * Undefined where it can't be read; `certificatePem` says why.
 */
export function certificateEnd(secret: SecretValue): number | undefined {
  const { own } = readPem(secret);
  return own && Date.parse(own.validTo);
}

/** `own`: the certificate that belongs to the private key. */
function readPem({ value }: SecretValue) {
  const blocks = [...value.matchAll(pemBlock)].map(([text, label = '']) => ({ text, label }));
  const key = readKey(blocks.find(({ label }) => label.endsWith('PRIVATE KEY'))?.text);
  const certificates = blocks
    .filter(({ label }) => label === 'CERTIFICATE')
    .flatMap(({ text }) => readCertificate(text));
  return { key, certificates, own: key && certificates.find((certificate) => certificate.checkPrivateKey(key)) };
}

function readKey(pem: string | undefined): KeyObject | undefined {
  if (!pem) return undefined;
  try {
    return createPrivateKey(pem);
  } catch {
    return undefined;
  }
}

function readCertificate(pem: string): X509Certificate[] {
  try {
    return [new X509Certificate(pem)];
  } catch {
    return [];
  }
}
