// @ts-check
import { readFileSync } from 'node:fs';
import { AzError, graph } from './directory.mjs';

/**
 * What `az` prints for one of the commands that scripts/register-app.mjs uses; changes the directory accordingly.
 * @param {import('./directory.mjs').Directory} directory
 * @param {readonly string[]} args
 * @returns {string}
 */
export function answer(directory, args) {
  if (!directory.account) throw new AzError("Please run 'az login' to setup account.");
  const said = run(directory, args);
  return said === undefined ? '' : `${JSON.stringify(said)}\n`;
}

/** @type {(directory: import('./directory.mjs').Directory, args: readonly string[]) => unknown} */
function run(directory, args) {
  const command = args
    .slice(
      0,
      args.findIndex((arg) => arg.startsWith('--')),
    )
    .join(' ');
  switch (command) {
    case 'account show':
      return directory.account;
    case 'rest':
      return rest(directory, args);
    case 'keyvault secret show': {
      const [name = ''] = values(args, '--name');
      const secret = directory.secrets[name];
      if (secret) return { clientId: secret.tags.clientId, expires: secret.expires };
      throw new AzError(`(SecretNotFound) A secret with (name/id) ${name} was not found in this key vault.`);
    }
    case 'keyvault secret set':
      return setSecret(directory, args);
    default:
      throw new AzError(`'${command}' is misspelled or not recognized by the system.`);
  }
}

/** @type {typeof run} */
function rest(directory, args) {
  const [at = ''] = values(args, '--body');
  const body = at ? JSON.parse(readFileSync(at.slice(1), 'utf8')) : undefined;
  directory.calls.push({ args: [...args], body });
  const url = new URL(values(args, '--url')[0] ?? '');
  const [resource] = values(args, '--resource');
  if (url.origin !== resource) throw new AzError(`Unauthorized(token for ${resource})`);
  const [method = 'get'] = values(args, '--method');
  const path = decodeURIComponent(url.pathname).replace('/v1.0', '');
  return graph(directory, method, path, keyValues(values(args, '--url-parameters')), body);
}

/** @type {typeof run} */
function setSecret(directory, args) {
  directory.calls.push({ args: [...args] });
  if (directory.denied.includes('secret set')) {
    throw new AzError('(Forbidden) Caller is not authorized to perform action on resource.');
  }
  const value = readFileSync(values(args, '--file')[0] ?? '', 'utf8');
  const [[name = ''], [expires]] = [values(args, '--name'), values(args, '--expires')];
  directory.secrets[name] = { value, expires, tags: keyValues(values(args, '--tags')) };
  return undefined;
}

/**
 * The values after an option, up to the next.
 * @param {readonly string[]} args
 * @param {string} name
 */
function values(args, name) {
  const start = args.indexOf(name);
  if (start < 0) return [];
  const end = args.findIndex((arg, index) => index > start && arg.startsWith('--'));
  return args.slice(start + 1, end < 0 ? undefined : end);
}

/** @param {readonly string[]} pairs */
function keyValues(pairs) {
  return Object.fromEntries(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
}
