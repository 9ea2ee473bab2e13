// @ts-check
import { randomUUID } from 'node:crypto';

/**
 * What the fake `az` knows: a directory, a vault and who is signed in. Lives in a file between two commands.
 * @typedef {{
 *   account?: object, applications: any[], servicePrincipals: any[], secrets: Record<string, any>,
 *   denied: string[], unknownFor: number, calls: { args: string[], body?: any }[],
 * }} Directory
 * `denied`: `<method> <path>` that this person may not do; `unknownFor`: how many times a new app isn't found yet.
 */

/** An answer as `az` gives it: what goes to standard output, or the text of an error. */
export class AzError extends Error {}

const notFound = (/** @type {string} */ what) =>
  new AzError(
    `Not Found({"error":{"code":"Request_ResourceNotFound","message":"Resource '${what}' does not exist or one of its queried reference-property objects are not present."}})`,
  );

/**
 * Microsoft Graph v1.0, as far as the script uses it.
 * @param {Directory} directory
 * @param {string} method
 * @param {string} path
 * @param {Record<string, string>} query
 * @param {any} body
 */
export function graph(directory, method, path, query, body) {
  if (directory.denied.includes(`${method} ${path}`)) {
    throw new AzError(
      'Forbidden({"error":{"code":"Authorization_RequestDenied","message":"Insufficient privileges to complete the operation."}})',
    );
  }
  const [, collection = '', id, part, child] = path.split('/');
  if (collection.startsWith('servicePrincipals')) return servicePrincipal(directory, path);
  if (collection !== 'applications') throw new AzError(`Bad Request(no resource ${path})`);
  if (!id) return method === 'post' ? created(directory, body) : { value: filtered(directory, query.$filter ?? '') };
  const app = directory.applications.find((each) => each.id === id);
  if (app && directory.unknownFor > 0) {
    directory.unknownFor -= 1;
    throw notFound(id);
  }
  if (!app) throw notFound(id);
  if (!part && method === 'patch') return void Object.assign(app, body);
  if (part === 'federatedIdentityCredentials') return federated(app, method, child, body);
  if (part === 'addPassword') {
    const made = { keyId: randomUUID(), secretText: `secret~${randomUUID()}`, ...body.passwordCredential };
    app.passwordCredentials.push({ ...made, secretText: null });
    return made;
  }
  if (part === 'removePassword') {
    app.passwordCredentials = app.passwordCredentials.filter((/** @type {any} */ each) => each.keyId !== body.keyId);
    return undefined;
  }
  throw new AzError(`Bad Request(no operation ${method} ${path})`);
}

/** @type {(directory: Directory, path: string) => any} */
function servicePrincipal({ servicePrincipals }, path) {
  const appId = /\(appId='([^']+)'\)/.exec(path)?.[1];
  const found = servicePrincipals.find((each) => (appId ? each.appId === appId : path.endsWith(`/${each.id}`)));
  if (!found) throw notFound(path);
  return found;
}

/** @type {(directory: Directory, filter: string) => any[]} */
function filtered({ applications }, filter) {
  const [, name = '', value] = /^(displayName|appId) eq '([^']*)'$/.exec(filter) ?? [];
  if (!name) throw new AzError(`Bad Request(unsupported filter ${filter})`);
  return applications.filter((each) => each[name] === value);
}

/** @type {(directory: Directory, body: any) => any} */
function created(directory, body) {
  const bare = { requiredResourceAccess: [], web: { redirectUris: [] }, publicClient: { redirectUris: [] } };
  const own = { id: randomUUID(), appId: randomUUID(), passwordCredentials: [], federated: [] };
  const app = { isFallbackPublicClient: null, signInAudience: 'AzureADMyOrg', ...bare, ...body, ...own };
  directory.applications.push(app);
  return app;
}

/** @type {(app: any, method: string, child: string | undefined, body: any) => any} */
function federated(app, method, child, body) {
  if (method === 'get') return { value: app.federated };
  if (method === 'patch')
    return void Object.assign(
      app.federated.find((/** @type {any} */ each) => each.id === child),
      body,
    );
  const clash = app.federated.some((/** @type {any} */ each) => each.name === body.name);
  if (clash) throw new AzError('Conflict({"error":{"code":"Request_MultipleObjectsWithSameKeyValue"}})');
  app.federated.push({ id: randomUUID(), ...body });
  return app.federated.at(-1);
}
