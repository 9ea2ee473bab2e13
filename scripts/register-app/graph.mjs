// @ts-check
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Fault, Refusal } from './fault.mjs';

/**
 * Microsoft Graph v1.0 as the person that az is signed in as; paths without the version. Answers are Graph's own JSON.
 * @typedef {{
 *   get: (path: string, query?: readonly string[]) => Promise<any>,
 *   post: (path: string, body: object) => Promise<any>,
 *   patch: (path: string, body: object) => Promise<any>,
 * }} Graph
 */

/**
 * @param {import('./az.mjs').Az} az
 * @param {string} origin
 * @returns {Graph}
 */
export function graphOf(az, origin) {
  /** @type {(method: string, path: string, more: readonly string[]) => Promise<any>} */
  const ask = async (method, path, more) => {
    // The resource is named because az knows only some of the clouds' hosts.
    const where = ['--method', method, '--url', `${origin}/v1.0${path}`, '--resource', origin];
    const answer = await az(['rest', ...where, ...more, '--output', 'json']).catch((error) => {
      throw error instanceof Refusal && error.kind === 'forbidden' ? noRights(error) : error;
    });
    return answer.trim() === '' ? undefined : JSON.parse(answer);
  };
  /** @type {(method: string) => (path: string, body: object) => Promise<any>} */
  const send = (method) => (path, body) =>
    inFile('body.json', JSON.stringify(body), (file) => ask(method, path, ['--body', `@${file}`]));
  return {
    get: (path, query = []) => ask('get', path, query.length > 0 ? ['--url-parameters', ...query] : []),
    post: send('post'),
    patch: send('patch'),
  };
}

/**
 * An app that was just made isn't known everywhere in Entra for some seconds: what isn't found is asked for again.
 * @param {Graph} graph
 * @param {(ms: number) => Promise<void>} sleep
 * @returns {Graph}
 */
export function patientGraph(graph, sleep) {
  /** @type {(work: () => Promise<any>) => Promise<any>} */
  const onceKnown = async (work) => {
    for (const waitMs of [1_000, 2_000, 4_000, 8_000, 16_000]) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof Refusal && error.kind === 'not-found')) throw error;
        await sleep(waitMs);
      }
    }
    return work();
  };
  return {
    get: (path, query) => onceKnown(() => graph.get(path, query)),
    post: (path, body) => onceKnown(() => graph.post(path, body)),
    patch: (path, body) => onceKnown(() => graph.patch(path, body)),
  };
}

/**
 * Content that must stand neither on a command line, which others can see, nor in a shell's quotes.
 * @template T
 * @param {string} name
 * @param {string} content
 * @param {(path: string) => Promise<T>} use
 */
export async function inFile(name, content, use) {
  const folder = await mkdtemp(join(tmpdir(), 'relay-register-'));
  try {
    const path = join(folder, name);
    await writeFile(path, content, { mode: 0o600 });
    return await use(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @param {Refusal} refusal */
function noRights(refusal) {
  return new Fault(
    [
      'You may not do this in this tenant. Ask for the Entra role Application Developer (to register a new app), or Cloud',
      'Application Administrator or ownership of the app (to change one), then run this again. Microsoft Graph says:',
      `  ${refusal.message}`,
    ].join('\n'),
  );
}
