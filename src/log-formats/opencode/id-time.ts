/** An id begins with the time at which it was made: 48 bits, of which the last twelve count the ids of one millisecond. */
const ID = /^[a-z]+_([0-9a-f]{12})/;
const COUNTED = 2 ** 12;
/** After so long the times in ids begin anew. */
const ROUND_MS = 2 ** 36;

/** Whether an id was made before a time, by less than half a round (397 days); `false` if the id does not say. */
export function isMadeBefore(id: string, millis: number): boolean {
  const digits = ID.exec(id)?.[1];
  if (digits === undefined) return false;
  const made = Math.floor(Number.parseInt(digits, 16) / COUNTED);
  const before = (((Math.floor(millis) - made) % ROUND_MS) + ROUND_MS) % ROUND_MS;
  return before > 0 && before < ROUND_MS / 2;
}
