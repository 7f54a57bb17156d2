/** Clocks of several machines are never quite equal. */
const SLACK_MS = 5 * 60_000;

/** From here on a time is of a clock that is ahead of this one. */
export function aheadFrom(now: Date): Date {
  return new Date(now.getTime() + SLACK_MS);
}

/** Whether this clock has yet to come to a time: it is behind, or the one that stamped the time was ahead. */
export function isAhead(at: number, now: Date): boolean {
  return at > aheadFrom(now).getTime();
}
