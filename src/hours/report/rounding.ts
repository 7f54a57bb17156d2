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
