/**
 * Endpoints of Microsoft's clouds, and the hosts that a token may go to.
 * Source: learn.microsoft.com/defender-xdr/usgov, /defender-endpoint/gov, /graph/deployments, /entra national clouds.
 */
export const clouds = ['commercial', 'gcc', 'gcc-high', 'dod'] as const;
export type Cloud = (typeof clouds)[number];

/** Origins without a trailing slash. */
export interface Endpoints {
  readonly authority: string;
  readonly defenderXdr: string;
  readonly defenderEndpoint: string;
  readonly graph: string;
}

const commercial: Endpoints = {
  authority: 'https://login.microsoftonline.com',
  defenderXdr: 'https://api.security.microsoft.com',
  defenderEndpoint: 'https://api.security.microsoft.com',
  graph: 'https://graph.microsoft.com',
};

const gccHigh: Endpoints = {
  authority: 'https://login.microsoftonline.us',
  defenderXdr: 'https://api-gov.security.microsoft.us',
  defenderEndpoint: 'https://api-gov.securitycenter.microsoft.us',
  graph: 'https://graph.microsoft.us',
};

export const cloudEndpoints: Readonly<Record<Cloud, Endpoints>> = {
  commercial,
  gcc: {
    ...commercial,
    defenderXdr: 'https://api-gcc.security.microsoft.us',
    defenderEndpoint: 'https://api-gcc.securitycenter.microsoft.us',
  },
  'gcc-high': gccHigh,
  dod: { ...gccHigh, graph: 'https://dod-graph.microsoft.us' },
};

/** Host suffixes under which only Microsoft hands out names, per kind of endpoint. */
const trustedSuffixes: Readonly<Record<keyof Endpoints, readonly string[]>> = {
  authority: ['login.microsoftonline.com', 'login.microsoftonline.us', 'login.microsoft.com'],
  defenderXdr: ['security.microsoft.com', 'security.microsoft.us'],
  defenderEndpoint: [
    'security.microsoft.com',
    'security.microsoft.us',
    'securitycenter.microsoft.com',
    'securitycenter.microsoft.us',
    'securitycenter.windows.com',
  ],
  graph: ['graph.microsoft.com', 'graph.microsoft.us', 'dod-graph.microsoft.us'],
};

/** Hosts of Azure Key Vault in each cloud: `<vault>.<suffix>`. */
const vaultSuffixes = ['vault.azure.net', 'vault.usgovcloudapi.net', 'vault.azure.cn', 'vault.microsoftazure.de'];

export type EndpointKind = keyof Endpoints | 'vault';

/** Whether a token or secret may be exchanged with this host: Microsoft's own for that kind, or this machine. */
export function isTrustedHost(kind: EndpointKind, hostname: string): boolean {
  const suffixes = kind === 'vault' ? vaultSuffixes : trustedSuffixes[kind];
  return isLoopback(hostname) || suffixes.some((suffix) => hostname === suffix || hostname.endsWith(`.${suffix}`));
}

/** `hostname` as `URL` gives it: lower case, IPv6 in brackets. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}
