/** Rounding of what one day gave for one project. */
export interface Rounding {
  /** Seconds. */
  readonly step: number;
  readonly direction: "up" | "nearest";
}

/** Whole steps: nothing stays nothing, half a step goes up. */
export function rounded(seconds: number, rounding: Rounding | undefined): number {
  if (rounding === undefined) return seconds;
  const steps = seconds / rounding.step;
  return (rounding.direction === "up" ? Math.ceil(steps) : Math.floor(steps + 0.5)) * rounding.step;
}

/**
 * A whole, handed out by weights in whole numbers: each is less than 1 from its share, and together they are the whole.
 * Each gets the whole up to itself, rounded, without what those before it have.
 */
export function sharesOf(whole: number, weights: readonly number[]): readonly number[] {
  const sum = weights.reduce((all, weight) => all + weight, 0);
  let weighed = 0;
  let given = 0;
  return weights.map((weight) => {
    weighed += weight;
    const share = Math.round(whole * (weighed / sum)) - given;
    given += share;
    return share;
  });
}
