/** Chance that comes out the same for the same seed, on every machine. */
export interface Random {
  /** A whole number from 0, below the limit. */
  readonly below: (limit: number) => number;
  /** True in so many cases of one. */
  readonly chance: (share: number) => boolean;
  readonly pick: <T>(choices: readonly [T, ...T[]]) => T;
  /** Picks by weight: the heavier, the more often. */
  readonly weigh: <T>(choices: readonly [readonly [number, T], ...(readonly [number, T])[]]) => T;
  /** Another source of chance, not disturbed by how much is drawn from this one. */
  readonly branch: () => Random;
}

/** mulberry32: 32 bits of state, good enough to be ugly. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    below,
    chance: (share) => next() < share,
    // Not `?? choices[0]`: null and undefined may be among the choices.
    pick: <T>(choices: readonly [T, ...T[]]) => choices[below(choices.length)] as T,
    weigh: (choices) => {
      let left = next() * choices.reduce((sum, [weight]) => sum + weight, 0);
      return (choices.find(([weight]) => (left -= weight) < 0) ?? choices[0])[1];
    },
    branch: () => seededRandom(below(2 ** 32)),
  };
}
