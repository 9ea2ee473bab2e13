// @ts-check
import { clouds } from './clouds.mjs';
import { asUserPermission, sources } from './permissions.mjs';
import { consentLink, credentialOf, settingsFor } from './summary.mjs';

/**
 * The steps for a person with the Entra admin centre, for exactly these options.
 * @param {import('./arguments.mjs').Options} options
 * @returns {string}
 */
export function instructions(options) {
  const cloud = clouds[options.cloud];
  const tenant = options.tenant ?? '<your tenant id>';
  const steps = [
    [
      `Register the app in your own (home) tenant: Entra admin centre → App registrations → New registration, name "${options.name}",`,
      'supported account types "Accounts in any organizational directory (Multitenant)".',
      ...(options.redirectUrl ? [`Redirect URI: Web, ${options.redirectUrl}`] : []),
      'Note the application (client) id and your tenant id.',
    ],
    [
      'Add the permissions: API permissions → Add a permission → APIs my organization uses. Type the whole name to find an API.',
      ...options.sources.map(
        (name) => `  ${sources[name].title} (${sources[name].appId}) → Application permissions → ${sources[name].role}`,
      ),
      ...(options.asUser
        ? [
            `  ${asUserPermission.title} → Delegated permissions → ${asUserPermission.role}`,
            'Authentication → Add a platform → Mobile and desktop applications → http://localhost; Allow public client flows: Yes.',
          ]
        : []),
      "Remove what you don't need, such as User.Read: every customer is asked to consent to all of it.",
    ],
    options.identity
      ? [
          'Let the managed identity stand for the app: Certificates & secrets → Federated credentials → Add credential →',
          'Managed identity, and choose the user-assigned identity of the relay; or "Other issuer" with',
          `  Issuer    ${cloud.authority}/${tenant}/v2.0`,
          `  Subject   ${options.identity}`,
          `  Audience  ${cloud.audience}`,
          'Entra accepts mistakes here and refuses only the first token; it can take some minutes to work.',
        ]
      : [
          'Add a secret: Certificates & secrets → New client secret. Put its value (not its id) into your Key Vault, with its end:',
          `  az keyvault secret set --vault-name ${options.vault ?? '<vault>'} --name ${options.secretName} --file <file with the value> --encoding utf-8 --expires <end, as 2027-05-20T00:00:00Z>`,
        ],
    [
      'Fill in the settings:',
      ...settingsFor(
        options,
        tenant,
        '<application (client) id>',
        options.identity ? credentialOf(options) : `secret:${options.secretName}`,
      ),
    ],
    [
      "Send each customer's administrator the consent link:",
      `  ${consentLink(cloud.authority, '<client id>', options.redirectUrl)}`,
    ],
  ];
  return steps
    .map(([first, ...rest], index) => [`${index + 1}. ${first}`, ...rest.map((line) => `   ${line}`)].join('\n'))
    .join('\n');
}
