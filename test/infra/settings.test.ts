import { describe, expect, it } from 'vitest';
import { readSettings } from '../../shared/settings';
import { minimal } from '../settings/cases';
import { at, found, plain, readDeployment } from './deployment';

/** Read by the Functions host, Application Insights and DefaultAzureCredential. */
const settingsOfOthers = /^(AzureWebJobsStorage__\w+|APPLICATIONINSIGHTS_\w+|AZURE_CLIENT_ID)$/;

/** Settings of the relay that no deployment makes, and why. */
const leftOut: Readonly<Record<string, string>> = {
  RelayStorage: 'a connection string, with a key in it',
  WEBSITE_HOSTNAME: 'made by Azure',
};

/** What the expressions of the settings become in Azure. */
const inAzure: Readonly<Record<string, string>> = {
  identityClientId: '33333333-3333-4333-8333-333333333333',
  blobServiceUri: 'https://strelay.blob.core.windows.net',
  queueServiceUri: 'https://strelay.queue.core.windows.net',
  tableServiceUri: 'https://strelay.table.core.windows.net',
  vaultUrl: 'https://kv-relay.vault.azure.net',
  partnerTenantId: '11111111-1111-4111-8111-111111111111',
  partnerClientId: '22222222-2222-4222-8222-222222222222',
  partnerCredential: 'secret:partner-client-secret',
  cloud: 'commercial',
};

describe('the app settings', async () => {
  const deployment = await readDeployment();
  const { variables } = deployment.file('modules/app.bicep');
  const textsOf = (name: string): Record<string, string> => {
    const value = plain(found(variables[name], name));
    return Object.fromEntries(Object.entries(value as object).map(([key, text]) => [key, String(text)]));
  };
  const [choices, given] = [textsOf('choices'), textsOf('given')];
  const own = Object.entries({ ...choices, ...given }).filter(([name]) => !settingsOfOthers.test(name));

  it('are those that the relay reads, all of them, and no others', () => {
    const asked = [...namesAskedOf({}), ...namesAskedOf({ RelayStorage__blobServiceUri: 'https://x' })];
    const known = asked.filter((name) => !(name in leftOut));
    expect(own.map(([name]) => name).sort()).toEqual([...new Set(known)].sort());
  });

  it('start the app as they are deployed, with every choice at its default and storage by identity', () => {
    const settings = readSettings(
      Object.fromEntries(own.map(([name, written]) => [name, inAzure[written] ?? written])),
    );
    expect(settings).toEqual({
      ...readSettings({ ...minimal, KEY_VAULT_URL: 'https://kv-relay.vault.azure.net' }),
      storage: {
        kind: 'identity',
        tableServiceUri: inAzure.tableServiceUri,
        queueServiceUri: inAzure.queueServiceUri,
        blobServiceUri: inAzure.blobServiceUri,
        managedIdentity: { clientId: inAzure.identityClientId },
      },
    });
  });

  it('let choices be made, but nothing that follows from the deployment', () => {
    const properties = at(deployment.resource('modules/app.bicep', 'appSettings').body, 'properties');
    expect(properties.source).toBe('union(choices, settings, given)');
    expect(new Set(Object.values(choices))).toEqual(new Set(['']));
    expect(Object.keys(choices).filter((name) => name in given)).toEqual([]);
  });

  it('give the host the same storage and identity', () => {
    for (const name of ['credential', 'clientId', 'blobServiceUri', 'queueServiceUri', 'tableServiceUri']) {
      expect(given[`AzureWebJobsStorage__${name}`], name).toBe(given[`RelayStorage__${name}`]);
    }
    expect(given.AZURE_CLIENT_ID).toBe('identityClientId');
  });

  it('hold nothing that Flex Consumption refuses or that carries a key', () => {
    const refused = ['AzureWebJobsStorage', 'DEPLOYMENT_STORAGE_CONNECTION_STRING', 'FUNCTIONS_WORKER_RUNTIME'];
    const alsoRefused = ['FUNCTIONS_EXTENSION_VERSION', 'WEBSITE_RUN_FROM_PACKAGE'];
    for (const name of [...refused, ...alsoRefused]) expect({ ...choices, ...given }).not.toHaveProperty(name);
  });
});

/** Every name that reading the settings of this environment asks for. */
function namesAskedOf(environment: Record<string, string>): string[] {
  const asked: string[] = [];
  const get = (target: Record<string, string>, name: string) => {
    asked.push(name);
    return target[name];
  };
  expect(() => readSettings(new Proxy(environment, { get }))).toThrow('settings are wrong');
  return asked;
}
