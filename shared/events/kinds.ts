/** What records are, in event types, event ids and the table `deliveries`. */
export const recordKinds = ['incident', 'alert', 'hunt'] as const;

export type RecordKind = (typeof recordKinds)[number];

const typePrefix = 'com.microsoft.defender.';

export function isRecordKind(text: string | undefined): text is RecordKind {
  return recordKinds.some((kind) => kind === text);
}

/** The attribute `type` of an event. */
export function typeOf<Kind extends string>(kind: Kind): `${typeof typePrefix}${Kind}` {
  return `${typePrefix}${kind}`;
}

/** The way back; of a type that isn't the relay's, all of it. */
export function kindOf(type: string): string {
  return type.startsWith(typePrefix) ? type.slice(typePrefix.length) : type;
}
