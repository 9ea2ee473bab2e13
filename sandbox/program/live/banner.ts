import type { Environment } from '../../runtime/environment';
import { defaultSource } from '../fleet/sources';
import type { Sandbox } from '../sandbox';
import { aligned } from '../text';

/** What runs, and where to look. */
export function banner({ customers, cloud, siem, settings }: Sandbox, settingsFile: string, own: Environment): string {
  const unpermitted = customers.find(({ fault }) => fault?.code === 'role_missing');
  const relay = `${cleared(settings, own)}npx relay`;
  const places = [
    ['SIEM', siem.url, 'what has arrived, newest first; every signature is verified'],
    ['Entra ID', cloud.urls.authority, 'simulated'],
    ['Key Vault', cloud.urls.keyVault, 'simulated'],
    ['Defender APIs', cloud.urls.defender, 'simulated XDR and Endpoint; new incidents, alerts and updates keep coming'],
  ];
  return [
    '',
    'Defender Relay runs, from its real build, against a cloud on this machine. Ctrl-C stops it. Its customers:',
    '',
    ...aligned(customers.map(({ name, source = defaultSource, story }) => [`  ${name}`, source, story])),
    '',
    ...aligned(places.map(([name, url, what]) => [`  ${name}`, url ?? '', what ?? ''])),
    '',
    'Tenants are collected every 10 seconds here; in Azure it is every minute. From a second terminal:',
    '',
    `  ${relay} tenants list --settings ${settingsFile}`,
    `  ${relay} tenants check ${unpermitted?.id} --settings ${settingsFile}`,
    '',
  ].join('\n');
}

/** The command line takes this machine's own variables before those of a settings file, unless they are empty. */
function cleared(settings: Sandbox['settings'], own: Environment): string {
  const inTheWay = Object.keys(settings).filter((name) => own[name] && own[name] !== settings[name]);
  return inTheWay.map((name) => `${name}= `).join('');
}
