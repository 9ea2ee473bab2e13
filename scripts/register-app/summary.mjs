// @ts-check
import { asUserPermission } from './permissions.mjs';

/**
 * What a person needs after a run: the settings to copy, and what to send to customers.
 * @param {{
 *   readonly options: import('./arguments.mjs').Options, readonly cloud: import('./clouds.mjs').Cloud,
 *   readonly tenantId: string, readonly clientId: string | undefined, readonly again: boolean,
 * }} result `again`: an existing app was given further permissions.
 * @returns {readonly string[]}
 */
export function summary({ options, cloud, tenantId, clientId, again }) {
  const id = clientId ?? '<client id of the new app>';
  return [
    '',
    'Settings to copy:',
    ...settingsFor(options, tenantId, id, credentialOf(options)),
    '',
    "Consent link for a customer's administrator (relay tenants add prints it for one tenant):",
    `  ${consentLink(cloud.authority, id, options.redirectUrl)}`,
    ...(again
      ? ['Customers who consented before have to consent again: the new permissions are theirs to grant.']
      : []),
    ...(options.asUser
      ? []
      : [
          `Left out: delegated ${asUserPermission.role} for sign-in as a person. Every customer would be asked to consent to it; --as-user adds it.`,
        ]),
  ];
}

/**
 * What the relay must be told of the app, a line each.
 * @param {import('./arguments.mjs').Options} options
 * @param {string} tenantId
 * @param {string} clientId
 * @param {string} credential
 * @returns {readonly string[]}
 */
export function settingsFor(options, tenantId, clientId, credential) {
  return [
    `  PARTNER_TENANT_ID=${tenantId}`,
    `  PARTNER_CLIENT_ID=${clientId}`,
    `  PARTNER_CREDENTIAL=${credential}`,
    `  AZURE_CLOUD=${options.cloud}`,
    `  DEFAULT_SOURCES=${options.sources.join(',')}`,
    ...(options.redirectUrl ? [`  CONSENT_REDIRECT_URL=${options.redirectUrl}`] : []),
  ];
}

/** @param {import('./arguments.mjs').Options} options */
export function credentialOf({ identity, vault, secretName }) {
  if (identity) return 'managed-identity';
  if (vault) return `secret:${secretName}`;
  return '<managed-identity with --identity-principal-id, secret:<name> with --secret-to-vault, or as it is>';
}

/**
 * The form that grants every permission the app names, also of several APIs
 * (learn.microsoft.com: v2-oauth2-client-creds-grant-flow, "Request the permissions from a directory admin").
 * @param {string} authority
 * @param {string} clientId
 * @param {string | undefined} redirectUrl
 */
export function consentLink(authority, clientId, redirectUrl) {
  const back = redirectUrl ? `&redirect_uri=${encodeURIComponent(redirectUrl)}` : '';
  return `${authority}/<tenant id of the customer>/adminconsent?client_id=${clientId}${back}`;
}
