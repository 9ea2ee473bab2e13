// @ts-check

/**
 * An application as Microsoft Graph shows it (learn.microsoft.com/graph/api/resources/application), as far as it matters here.
 * @typedef {{
 *   id: string, appId: string, displayName: string, signInAudience: string,
 *   requiredResourceAccess: { resourceAppId: string, resourceAccess: { id: string, type: string }[] }[],
 *   web?: { redirectUris?: string[] }, publicClient?: { redirectUris?: string[] }, isFallbackPublicClient?: boolean | null,
 * }} Application
 *
 * @typedef {{
 *   readonly permissions: readonly import('./permissions.mjs').Permission[],
 *   readonly redirectUrl: string | undefined, readonly asUser: boolean, readonly remove: boolean,
 * }} Wanted
 *
 * @typedef {{
 *   readonly says: readonly string[], readonly body: Record<string, unknown>,
 *   readonly grows: boolean, readonly spare: readonly string[],
 * }} Plan
 * `says`: a line for each difference; `body`: what to send, empty if nothing differs; `grows`: whether permissions are
 * added; `spare`: permissions that nobody wants and that stay.
 */

export const multiTenant = 'AzureADMultipleOrgs';
/** Where the sign-in of a person on his own machine returns to. */
const localSignIn = 'http://localhost';

/**
 * What has to be sent to make the app as it is wanted; without an app, what it is created with.
 * @param {Application | undefined} app
 * @param {Wanted} wanted
 * @returns {Plan}
 */
export function planApp(app, { permissions, redirectUrl, asUser, remove }) {
  /** @type {string[]} */
  const says = [];
  /** @type {Record<string, unknown>} */
  const body = {};
  if (app?.signInAudience !== multiTenant) {
    says.push('sign-in for accounts in any organizational directory (multitenant)');
    body.signInAudience = multiTenant;
  }

  const had = accessOf(app);
  const isSame = (/** @type {Access} */ a) => (/** @type {Access} */ b) =>
    a.appId === b.appId && a.id === b.id && a.type === b.type;
  const missing = permissions.filter((permission) => !had.some(isSame(permission)));
  const spare = had.filter((access) => !permissions.some(isSame(access)));
  says.push(...missing.map(({ title }) => title));
  if (remove) says.push(...spare.map((access) => `without ${nameOf(access)}`));
  if (missing.length > 0 || (remove && spare.length > 0)) {
    body.requiredResourceAccess = grouped([...had.filter((access) => !remove || !spare.includes(access)), ...missing]);
  }

  const redirects = app?.web?.redirectUris ?? [];
  if (redirectUrl && !redirects.includes(redirectUrl)) {
    says.push(`redirect URI ${redirectUrl} (web)`);
    body.web = { redirectUris: [...redirects, redirectUrl] };
  }
  Object.assign(body, publicClient(app, asUser, remove, says));
  return { says, body, grows: missing.length > 0, spare: remove ? [] : spare.map(nameOf) };
}

/**
 * @param {Application | undefined} app
 * @param {boolean} asUser
 * @param {boolean} remove
 * @param {string[]} says
 */
function publicClient(app, asUser, remove, says) {
  const redirects = app?.publicClient?.redirectUris ?? [];
  const isOn = app?.isFallbackPublicClient === true;
  if (asUser && !(isOn && redirects.includes(localSignIn))) {
    says.push('public client flows, for sign-in on your own machine');
    return {
      isFallbackPublicClient: true,
      publicClient: { redirectUris: [...new Set([...redirects, localSignIn])] },
    };
  }
  if (asUser || !remove || !isOn) return {};
  says.push('without public client flows');
  return {
    isFallbackPublicClient: false,
    publicClient: { redirectUris: redirects.filter((uri) => uri !== localSignIn) },
  };
}

/** @typedef {{ readonly appId: string, readonly id: string, readonly type: string }} Access */

/**
 * @param {Application | undefined} app
 * @returns {readonly Access[]}
 */
function accessOf(app) {
  return (app?.requiredResourceAccess ?? []).flatMap(({ resourceAppId, resourceAccess }) =>
    resourceAccess.map(({ id, type }) => ({ appId: resourceAppId, id, type })),
  );
}

/** @param {readonly Access[]} accesses */
function grouped(accesses) {
  return [...new Set(accesses.map(({ appId }) => appId))].map((resourceAppId) => ({
    resourceAppId,
    resourceAccess: accesses.filter(({ appId }) => appId === resourceAppId).map(({ id, type }) => ({ id, type })),
  }));
}

/** @param {Access} access */
function nameOf({ appId, id, type }) {
  return `${type === 'Role' ? 'application' : 'delegated'} permission ${id} of ${appId}`;
}
