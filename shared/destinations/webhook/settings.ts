import * as z from 'zod';

export interface WebhookSettings {
  readonly url: string;
  /** Names of Key Vault secrets, in the order of the row; each signs, so that a key can be rotated without a gap. */
  readonly secrets: readonly string[];
}

const secretName = z
  .string('must be the name of a Key Vault secret, or an array of names while a key rotates')
  .regex(
    /^[0-9A-Za-z-]{1,127}$/,
    'must be the name of a Key Vault secret (letters, digits, hyphens), not the secret itself',
  );

/** `{"url": "https://…", "secret": "<name>"}`; no fault repeats a value. */
export function webhookSettingsSchema({
  allowPrivate,
}: {
  readonly allowPrivate: boolean;
}): z.ZodType<WebhookSettings> {
  return z
    .strictObject({
      url: z
        .string('must be the https URL of the receiver')
        .refine((url) => URL.canParse(url), 'must be the https URL of the receiver')
        .refine(
          (url) => !URL.canParse(url) || schemeFits(new URL(url), allowPrivate),
          'must start with https:// (http:// is for local runs, with ALLOW_PRIVATE_DESTINATIONS=true)',
        )
        .refine(
          (url) => !carriesLogin(url),
          'must not carry a user name or password; the signature identifies the sender',
        ),
      secret: z.union([secretName, z.array(secretName).min(1)], {
        error: 'must be the name of a Key Vault secret, or an array of names while a key rotates',
      }),
    })
    .transform(({ url, secret }) => ({ url, secrets: [...new Set([secret].flat())] }));
}

function schemeFits({ protocol }: URL, allowPrivate: boolean): boolean {
  return protocol === 'https:' || (protocol === 'http:' && allowPrivate);
}

function carriesLogin(url: string): boolean {
  return URL.canParse(url) && (new URL(url).username !== '' || new URL(url).password !== '');
}
