/** Resources a token can be for: the `aud` of its v1 tokens, which is the scope without `/.default`. */
export const resources = {
  xdr: 'https://api.security.microsoft.com',
  mde: 'https://api.securitycenter.microsoft.com',
  vault: 'https://vault.azure.net',
} as const;

export type Resource = keyof typeof resources;

/** The resource that a v2 scope names, if it is one of these. */
export function resourceOf(scope: string): Resource | undefined {
  const names = Object.keys(resources) as Resource[];
  return names.find((name) => `${resources[name]}/.default` === scope);
}
