/** What records are, as the event ids and the table `deliveries` call them. */
export const kinds = ['incident', 'alert', 'hunt'] as const;

export type Kind = (typeof kinds)[number];

export function isKind(text: string | undefined): text is Kind {
  return kinds.some((kind) => kind === text);
}
