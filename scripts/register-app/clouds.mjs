// @ts-check

/**
 * What differs between Microsoft's clouds (learn.microsoft.com: workload-identity-federation-config-app-trust-managed-identity
 * for the audiences, authentication-national-cloud for the authorities, graph/deployments). An app and its managed
 * identity live in one cloud, and serve customers of that cloud only.
 * @typedef {{ readonly cliName: string, readonly authority: string, readonly graph: string, readonly audience: string }} Cloud
 */

/** @type {Cloud} */
const commercial = {
  cliName: 'AzureCloud',
  authority: 'https://login.microsoftonline.com',
  graph: 'https://graph.microsoft.com',
  audience: 'api://AzureADTokenExchange',
};
/** @type {Cloud} */
const gccHigh = {
  cliName: 'AzureUSGovernment',
  authority: 'https://login.microsoftonline.us',
  graph: 'https://graph.microsoft.us',
  audience: 'api://AzureADTokenExchangeUSGov',
};

/** By the values of the setting AZURE_CLOUD. */
export const clouds = /** @type {const} */ ({
  commercial,
  gcc: commercial,
  'gcc-high': gccHigh,
  dod: { ...gccHigh, graph: 'https://dod-graph.microsoft.us' },
});
