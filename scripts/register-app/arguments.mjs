// @ts-check
import { parseArgs } from 'node:util';
import { clouds } from './clouds.mjs';
import { Fault } from './fault.mjs';
import { sources } from './permissions.mjs';

export const usage = `Registers the multi-tenant app of Defender Relay in your own (home) tenant, or brings an existing one up to date.
Needs the Azure CLI, signed in with az login. Run it again at any time: it changes only what differs.

  node scripts/register-app.mjs [options]

  --sources <names>              comma separated: ${Object.keys(sources).join(', ')} (default: defender-xdr)
  --redirect-url <url>           where Entra returns the administrator: the setting CONSENT_REDIRECT_URL
  --identity-principal-id <id>   object (principal) id of the relay's user-assigned managed identity: no secret is needed
  --secret-to-vault <vault>      else: puts a client secret into this Key Vault, without showing it
  --secret-name <name>           its name there (default: partner-client-secret)
  --secret-days <days>           how long it is valid, 1 to 730 (default: 180)
  --name <name>                  display name of the app, which customers see (default: Defender Relay)
  --client-id <id>               an app that exists, whatever its name
  --tenant <id>                  your home tenant; stops if az is signed in to another
  --cloud <cloud>                ${Object.keys(clouds).join(', ')} (default: commercial)
  --as-user                      lets a person read incidents with it too; every customer is asked to consent to that
  --remove                       takes out permissions that these options don't need; else they are only named
  --dry-run                      says what would be done, and changes nothing
  --instructions                 prints the steps for doing it by hand, and asks nobody anything`;

const spec = /** @type {const} */ ({
  sources: { type: 'string', default: 'defender-xdr' },
  'redirect-url': { type: 'string' },
  'identity-principal-id': { type: 'string' },
  'secret-to-vault': { type: 'string' },
  'secret-name': { type: 'string', default: 'partner-client-secret' },
  'secret-days': { type: 'string', default: '180' },
  name: { type: 'string', default: 'Defender Relay' },
  'client-id': { type: 'string' },
  tenant: { type: 'string' },
  cloud: { type: 'string', default: 'commercial' },
  'as-user': { type: 'boolean', default: false },
  remove: { type: 'boolean', default: false },
  'dry-run': { type: 'boolean', default: false },
  instructions: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
});

/** @typedef {ReturnType<typeof readOptions>} Options */

/**
 * @param {readonly string[]} args
 * Throws a Fault with exit code 2 that lists everything that is written wrongly.
 */
export function readOptions(args) {
  const values = parsed(args);
  /** @type {string[]} */
  const faults = [];
  /** @type {(name: keyof typeof values, fits: (text: string) => boolean, expected: string) => string | undefined} */
  const checked = (name, fits, expected) => {
    const text = values[name];
    if (typeof text !== 'string') return undefined;
    if (!fits(text)) faults.push(`--${name} must be ${expected}.`);
    return text;
  };
  const guid = (/** @type {keyof typeof values} */ name) => checked(name, isGuid, 'a GUID')?.toLowerCase();

  const names = values.sources.split(',').map((name) => name.trim());
  checked(
    'sources',
    () => names.every((name) => Object.hasOwn(sources, name)),
    `of ${Object.keys(sources).join(', ')}`,
  );
  checked('cloud', (text) => Object.hasOwn(clouds, text), `one of ${Object.keys(clouds).join(', ')}`);
  checked('secret-days', (text) => /^\d+$/.test(text) && +text >= 1 && +text <= 730, 'a whole number from 1 to 730');
  const options = {
    sources: /** @type {(keyof typeof sources)[]} */ ([...new Set(names)]),
    redirectUrl: checked('redirect-url', isRedirectUrl, 'an https URL without a fragment, or http on localhost'),
    identity: guid('identity-principal-id'),
    vault: checked(
      'secret-to-vault',
      (text) => /^[A-Za-z][A-Za-z0-9-]{1,22}[A-Za-z0-9]$/.test(text),
      'the name of a Key Vault',
    ),
    secretName:
      checked('secret-name', (text) => /^[A-Za-z0-9-]{1,127}$/.test(text), 'letters, digits and hyphens') ?? '',
    secretDays: Number(values['secret-days']),
    name:
      checked(
        'name',
        (text) => /^[\p{L}\d][\p{L}\d .()_-]{0,118}$/u.test(text),
        'letters, digits, spaces and . ( ) _ -',
      ) ?? '',
    clientId: guid('client-id'),
    tenant: guid('tenant'),
    cloud: /** @type {keyof typeof clouds} */ (values.cloud),
    asUser: values['as-user'],
    remove: values.remove,
    dryRun: values['dry-run'],
    instructions: values.instructions,
    help: values.help,
  };
  if (faults.length > 0) throw new Fault([...faults, 'See --help.'].join('\n'), 2);
  return options;
}

/** @param {readonly string[]} args */
function parsed(args) {
  try {
    return parseArgs({ args: [...args], options: spec, strict: true }).values;
  } catch (error) {
    throw new Fault(`${error instanceof Error ? error.message : error}\nSee --help.`, 2);
  }
}

/** @param {string} text */
function isGuid(text) {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

/**
 * What Entra takes as a redirect URI of type web (learn.microsoft.com: reply-url).
 * @param {string} text
 */
function isRedirectUrl(text) {
  if (!URL.canParse(text) || /["%*\s]/.test(text) || text.length > 256) return false;
  const { protocol, hostname, hash } = new URL(text);
  return hash === '' && (protocol === 'https:' || (protocol === 'http:' && hostname === 'localhost'));
}
