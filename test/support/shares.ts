import { it } from "vitest";

/**
 * How much of what could be played for hours a run of the tests plays. `npm test` takes the counts as they stand in the
 * tests; `TT_TIMES=20` plays twenty times as many random cases.
 */
const TIMES = Number(process.env["TT_TIMES"] ?? 1);

export function times(count: number): number {
  return Math.max(1, Math.round(count * TIMES));
}

/** From ten times on, logs have their largest size. */
export const playsLargest = TIMES >= 10;

/** With `TT_ALL=1`, as in continuous integration, rows are played that differ little from others. */
export const playsAll = process.env["TT_ALL"] === "1";

/** Every so manieth of rows that tell the same of several cases, the first among them; or all of them. */
export function some<Row>(rows: readonly Row[], every = 2): readonly Row[] {
  return playsAll ? rows : rows.filter((_, at) => at % every === 0);
}

/** A test that differs little from others: it is played with `TT_ALL=1` alone. */
export const itAlso = it.skipIf(!playsAll);
