/** A number in [0, 1). */
export type Random = () => number;

/** The same numbers for the same seed (mulberry32), so that a generated world can be made again. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function pick<T>(random: Random, choices: readonly [T, ...T[]]): T {
  return choices[Math.floor(random() * choices.length)] ?? choices[0];
}

/** A whole number from `from` up to and including `to`. */
export function between(random: Random, from: number, to: number): number {
  return from + Math.floor(random() * (to - from + 1));
}

/** Lower-case hexadecimal digits. */
export function hex(random: Random, length: number): string {
  return Array.from({ length }, () => Math.floor(random() * 16).toString(16)).join('');
}

/** A version 4 UUID. */
export function guid(random: Random): string {
  const variant = pick(random, ['8', '9', 'a', 'b']);
  return [8, 4, 0, 0, 12]
    .map((length, part) =>
      part === 2 ? `4${hex(random, 3)}` : part === 3 ? variant + hex(random, 3) : hex(random, length),
    )
    .join('-');
}
