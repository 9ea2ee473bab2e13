import type { RelayError } from '../../../shared/errors';

/** What a person can do when no (complete) answer came. */
export function adviceOnSilence(fault: RelayError, timedOut: boolean): readonly string[] {
  if (fault.code === 'response_too_large') {
    return ['A webhook only has to answer 2xx, without a body. Correct settings.url if this is a website.'];
  }
  // The one refusal that happens on our side, before anything is sent.
  if (fault.message.includes('ALLOW_PRIVATE_DESTINATIONS')) {
    return [
      'Correct settings.url. If the receiver is meant to be inside the network, the setting must be true in the app,',
      'and in the settings of this command, too.',
    ];
  }
  if (timedOut) {
    return [
      "The receiver took the connection and didn't answer in time, or a firewall drops the packets. It should answer",
      'as soon as it has stored the event, and work on it afterwards.',
    ];
  }
  return adviceOnCode(codeOf(fault));
}

function adviceOnCode(code: string): readonly string[] {
  if (unresolved.includes(code)) {
    return [
      'The name of the host has no address. Correct settings.url. A name of a private DNS zone is only known inside its',
      'virtual network: there, this test must be run, too.',
    ];
  }
  if (code === 'ECONNREFUSED')
    return ['Nothing listens on that port. Start the receiver, or correct the port in settings.url.'];
  if (code === 'CERT_HAS_EXPIRED') return ["The receiver's certificate has expired. Renew it there."];
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return [
      "The receiver's certificate is for another name. Use the name that it is for in settings.url, or replace it.",
    ];
  }
  if (untrusted.includes(code)) {
    return [
      "The receiver's certificate is signed by nobody who is trusted here. Install the whole chain there. For a",
      'certificate authority of your own, name its PEM file in NODE_EXTRA_CA_CERTS, for the app as for this command.',
    ];
  }
  if (/^(EPROTO|ERR_SSL_|ERR_TLS_)/.test(code)) {
    return ['The two could not agree on TLS. Does the receiver speak https on that port, and TLS 1.2 or newer?'];
  }
  return ['This test came from this computer. The app may be in another network, with another firewall on its way.'];
}

const unresolved = ['ENOTFOUND', 'EAI_AGAIN', 'ENODATA'];

/** Of OpenSSL, as Node names them (nodejs.org: TLS, X509 certificate error codes). */
const untrusted = [
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
];

function codeOf({ cause }: RelayError): string {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
}
