/** Nothing that is measured in a transcript takes longer: some 116 days. */
export const LONGEST_MS = 10 ** 10;

/** A span of time in whole milliseconds, the rest cut off; `undefined` for what is no number from 0 to `most`. */
export function millisOf(value: unknown, most: number): number | undefined {
  return typeof value === "number" && value >= 0 && value <= most ? Math.trunc(value) + 0 : undefined;
}
