/**
 * How much of what could be played for hours a run of the tests plays. `npm test` takes the counts as they stand in the
 * tests; `TT_TIMES=20` plays twenty times as many random cases.
 */
const TIMES = Number(process.env["TT_TIMES"] ?? 1);

export function times(count: number): number {
  return Math.max(1, Math.round(count * TIMES));
}

/** From `TT_TIMES=10` on, tables of faults are played whole, and logs have their largest size. */
export const playsAll = TIMES >= 10;
