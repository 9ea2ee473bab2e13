/** Every source the relay can collect; the registry in this folder has one entry for each. */
export const sourceNames = ['defender-xdr', 'defender-endpoint'] as const;
export type SourceName = (typeof sourceNames)[number];

export function isSourceName(text: string): text is SourceName {
  return sourceNames.some((name) => name === text);
}
