import type { Redaction } from './redaction';

export type Action = 'drop' | 'hash';

/**
 * What is to be done with the member at a path: the folded names of the objects' members that lead to it, outermost
 * first, itself last. Arrays on the way don't count.
 */
export type ActionOf = (path: readonly string[]) => Action | undefined;

/**
 * A name for comparing. The APIs spell one field in several ways (accountName, AccountName), and a leak is worse than a
 * field too many, so case doesn't count. Lower first, then upper: only that unites all spellings (K and the Kelvin sign).
 */
export function foldName(name: string): string {
  return name.toLowerCase().toUpperCase();
}

/**
 * A written path matches where a member's path ends with it, whole names only. A name may itself have dots in it
 * (`@odata.type`). Takes time bounded by the longest written path, however deep or long the record's own names are.
 */
export function actionsOf({ drop, hash }: Pick<Redaction, 'drop' | 'hash'>): ActionOf {
  const ends = new Map<string, Action | 'part'>();
  // Drop comes last, because it wins.
  for (const path of hash) addEnds(ends, foldName(path), 'hash');
  for (const path of drop) addEnds(ends, foldName(path), 'drop');
  const longest = Math.max(0, ...[...ends.keys()].map((end) => end.length));

  return (path) => {
    let action: Action | undefined;
    let end = '';
    for (let level = path.length - 1; level >= 0; level -= 1) {
      const name = path[level] ?? '';
      if (name.length + end.length > longest) return action;
      end = level === path.length - 1 ? name : `${name}.${end}`;
      const known = ends.get(end);
      if (known === undefined || known === 'drop') return known ?? action;
      if (known === 'hash') action = known;
    }
    return action;
  };
}

/** The path, and every shorter end of it, so that a search from the innermost name outwards knows when to stop. */
function addEnds(ends: Map<string, Action | 'part'>, path: string, action: Action): void {
  for (let dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
    const end = path.slice(dot + 1);
    if (!ends.has(end)) ends.set(end, 'part');
  }
  ends.set(path, action);
}
