// @ts-check
import { clouds } from './clouds.mjs';
import { Fault } from './fault.mjs';
import { checkIdentity, planFederation } from './federation.mjs';
import { graphOf, patientGraph } from './graph.mjs';
import { permissionsOf } from './permissions.mjs';
import { planApp } from './plan.mjs';
import { isSecretDue, makeSecret } from './secret.mjs';
import { summary } from './summary.mjs';

/**
 * @typedef {import('./arguments.mjs').Options} Options
 * @typedef {{
 *   readonly az: import('./az.mjs').Az, readonly print: (line: string) => void, readonly now: () => number,
 *   readonly sleep?: (ms: number) => Promise<void>,
 * }} Surroundings
 */

/**
 * Creates the app, or changes what differs, and prints what it did. Everything is looked up and checked before anything
 * is changed; a run that breaks off is simply repeated.
 * @param {Options} options
 * @param {Surroundings} surroundings
 */
export async function register(options, { az, print, now, sleep = pause }) {
  const cloud = clouds[options.cloud];
  const account = await signedIn(az, options, cloud);
  print(`Signed in as ${account.user} to tenant ${account.tenantId} (${cloud.cliName}).`);
  const graph = graphOf(az, cloud.graph);
  const work = await lookUp(graph, az, options, { tenantId: account.tenantId, cloud, nowMs: now() });

  const { existing, plan } = work;
  print(existing ? `App ${existing.displayName}, client id ${existing.appId}:` : `App ${options.name}, which is new:`);
  for (const line of work.says) print(`  + ${line}`);
  for (const line of plan.spare) print(`  ! ${line} isn't needed for this; --remove takes it out`);
  if (work.says.length === 0) print('There is nothing to change.');
  else if (options.dryRun) print('This is a dry run: nothing was changed.');

  const app = options.dryRun ? existing : await change(graph, az, options, work, { nowMs: now(), sleep });
  if (work.says.length > 0 && !options.dryRun) print('Done.');
  const again = existing !== undefined && plan.grows;
  for (const line of summary({ options, cloud, tenantId: account.tenantId, clientId: app?.appId, again })) print(line);
}

/**
 * Reads what there is and plans what differs; changes nothing.
 * @param {import('./graph.mjs').Graph} graph
 * @param {import('./az.mjs').Az} az
 * @param {Options} options
 * @param {{ readonly tenantId: string, readonly cloud: import('./clouds.mjs').Cloud, readonly nowMs: number }} where
 */
async function lookUp(graph, az, options, { tenantId, cloud, nowMs }) {
  const { identity, vault, secretName, secretDays } = options;
  const permissions = await permissionsOf(graph, options);
  if (identity) await checkIdentity(graph, identity);
  const existing = await findApp(graph, options);
  const plan = planApp(existing, { ...options, permissions });
  const federation = identity ? await federationPlan(graph, existing, identity, tenantId, cloud) : undefined;
  const wish = vault ? { vault, name: secretName, days: secretDays } : undefined;
  const secret = wish && (await isSecretDue(az, wish, existing?.appId, nowMs)) ? wish : undefined;
  const says = [
    ...plan.says,
    ...(federation?.says ?? []),
    ...(secret ? [`client secret in Key Vault ${secret.vault} as ${secret.name}, valid for ${secret.days} days`] : []),
  ];
  return { existing, plan, federation, secret, says };
}

/**
 * Does what was planned. Resolves to the app, as it was or as it was made.
 * @param {import('./graph.mjs').Graph} graph
 * @param {import('./az.mjs').Az} az
 * @param {Options} options
 * @param {Awaited<ReturnType<typeof lookUp>>} work
 * @param {{ readonly nowMs: number, readonly sleep: (ms: number) => Promise<void> }} time
 */
async function change(graph, az, { name }, { existing, plan, federation, secret }, { nowMs, sleep }) {
  /** @type {{ readonly id: string, readonly appId: string }} */
  const app = existing ?? (await graph.post('/applications', { displayName: name, ...plan.body }));
  const known = existing ? graph : patientGraph(graph, sleep);
  if (existing && Object.keys(plan.body).length > 0) await graph.patch(`/applications/${app.id}`, plan.body);
  if (federation) {
    const path = `/applications/${app.id}/federatedIdentityCredentials${federation.path}`;
    await known[federation.method](path, federation.body);
  }
  if (secret) await makeSecret(az, known, secret, app, nowMs);
  return app;
}

/**
 * @param {import('./az.mjs').Az} az
 * @param {Options} options
 * @param {import('./clouds.mjs').Cloud} cloud
 */
async function signedIn(az, { tenant, cloud: name }, cloud) {
  const { environmentName, tenantId, user } = JSON.parse(await az(['account', 'show', '--output', 'json']));
  if (environmentName !== cloud.cliName) {
    throw new Fault(
      `The Azure CLI is signed in to ${environmentName}, but --cloud ${name} is ${cloud.cliName}. Run this first:\n  az cloud set --name ${cloud.cliName}\n  az login --allow-no-subscriptions`,
    );
  }
  if (tenant && tenantId !== tenant) {
    throw new Fault(
      `The Azure CLI is signed in to tenant ${tenantId}, not to ${tenant}. Run this first:\n  az login --allow-no-subscriptions --tenant ${tenant}`,
    );
  }
  return { tenantId, user: user?.name ?? 'unknown' };
}

/**
 * @param {import('./graph.mjs').Graph} graph
 * @param {Options} options
 * @returns {Promise<import('./plan.mjs').Application | undefined>}
 */
async function findApp(graph, { clientId, name }) {
  const filter = clientId ? `appId eq '${clientId}'` : `displayName eq '${name}'`;
  const { value } = await graph.get('/applications', [`$filter=${filter}`]);
  if (value.length === 1) return value[0];
  if (value.length > 1) {
    const ids = value.map((/** @type {{ appId: string }} */ { appId }) => `  --client-id ${appId}`);
    throw new Fault(`There are ${value.length} apps of the name ${name}. Say which one is meant:\n${ids.join('\n')}`);
  }
  if (clientId)
    throw new Fault(
      `There is no app with the client id ${clientId} in this tenant. Check it, or leave --client-id out to make a new one.`,
    );
  return undefined;
}

/**
 * @param {import('./graph.mjs').Graph} graph
 * @param {{ readonly id: string } | undefined} app
 * @param {string} identity
 * @param {string} tenantId
 * @param {import('./clouds.mjs').Cloud} cloud
 */
async function federationPlan(graph, app, identity, tenantId, cloud) {
  const existing = app ? (await graph.get(`/applications/${app.id}/federatedIdentityCredentials`)).value : [];
  return planFederation(existing, { identity, tenantId, cloud });
}

/** @param {number} ms */
function pause(ms) {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
