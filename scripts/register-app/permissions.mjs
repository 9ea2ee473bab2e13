// @ts-check
import { Fault, Refusal } from './fault.mjs';

/**
 * The API behind each source and the one application permission it needs. The app ids are the same in every tenant; the
 * ids of permissions are looked up by name when the script runs, because published lists of them contradict each other.
 */
export const sources = /** @type {const} */ ({
  'defender-xdr': {
    appId: '8ee8fdad-f234-4243-8f3b-15c294843740',
    title: 'Microsoft Threat Protection',
    role: 'Incident.Read.All',
  },
  'defender-endpoint': {
    appId: 'fc780465-2017-40d4-a0c5-307022471b92',
    title: 'WindowsDefenderATP',
    role: 'Alert.Read.All',
  },
});

/** What `--as-user` adds: reading incidents as the person who signed in, to compare with what the app sees. */
export const asUserPermission = /** @type {const} */ ({ ...sources['defender-xdr'], role: 'Incident.Read' });

/**
 * @typedef {{ readonly appId: string, readonly id: string, readonly type: 'Role' | 'Scope', readonly title: string }} Permission
 * `title` is for people: the permission's and the API's name.
 */

/**
 * The permissions of these sources, with the ids they have in this directory.
 * @param {import('./graph.mjs').Graph} graph
 * @param {{ readonly sources: readonly (keyof typeof sources)[], readonly asUser: boolean }} options
 * @returns {Promise<readonly Permission[]>}
 */
export async function permissionsOf(graph, { sources: names, asUser }) {
  const wanted = names.map((name) => ({ ...sources[name], type: /** @type {'Role' | 'Scope'} */ ('Role') }));
  if (asUser) wanted.push({ .../** @type {any} */ (asUserPermission), type: 'Scope' });
  const apis = new Map();
  const permissions = [];
  for (const { appId, title, role, type } of wanted) {
    if (!apis.has(appId)) apis.set(appId, await apiOf(graph, appId, title));
    const offered = type === 'Role' ? apis.get(appId).appRoles : apis.get(appId).oauth2PermissionScopes;
    const found = offered?.find((/** @type {{ value: string }} */ { value }) => value === role);
    if (!found) throw new Fault(`${title} (${appId}) offers no ${nounOf(type)} ${role} in this cloud.`);
    permissions.push({ appId, id: found.id, type, title: `${nounOf(type)} ${role} of ${title}` });
  }
  return permissions;
}

/**
 * @param {import('./graph.mjs').Graph} graph
 * @param {string} appId
 * @param {string} title
 */
async function apiOf(graph, appId, title) {
  try {
    return await graph.get(`/servicePrincipals(appId='${appId}')`, ['$select=appId,appRoles,oauth2PermissionScopes']);
  } catch (error) {
    if (!(error instanceof Refusal && error.kind === 'not-found')) throw error;
    throw new Fault(
      [
        `Your tenant has no service principal of ${title} (${appId}), so the ids of its permissions can't be looked up.`,
        'A tenant has it once it has a licence for that product. Without one, add it by hand and run this again:',
        `  az ad sp create --id ${appId}`,
      ].join('\n'),
    );
  }
}

/** @param {'Role' | 'Scope'} type */
export function nounOf(type) {
  return type === 'Role' ? 'application permission' : 'delegated permission';
}
