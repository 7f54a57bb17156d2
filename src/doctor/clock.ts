import { isAhead } from "../lib/process/clock.ts";
import type { Finding } from "./finding.ts";

/** Times that this machine's clock, or an agent's elsewhere, has stamped. */
export interface Stamped {
  /** What has that time, as the subject of a sentence. */
  readonly what: string;
  /** In milliseconds since 1970. */
  readonly at: number;
  /** Whether it is new whenever anything happens, so that its age tells of a quiet time or of a wrong clock. */
  readonly isNewest?: true;
  /** What becomes of the time where it is of a clock that was ahead. */
  readonly ifAhead: string;
}

const QUIET_MS = 14 * 86_400_000;

/** Whether the clock agrees with what it, or another one, has stamped. */
export function clockFindings(stamps: readonly Stamped[], now: Date): readonly Finding[] {
  const late = stamps.filter(({ at }) => isAhead(at, now));
  if (late.length > 0)
    return late.map(({ what, at, ifAhead }) => ({
      kind: "clock-behind",
      state: "wrong",
      message: `${what} is of ${time(at)}, and this clock says ${now.toISOString()}`,
      hint: `set this machine's clock if it is behind; if another one, or this one, was ahead then, ${ifAhead}`,
    }));
  const newest = stamps.find(({ isNewest, at }) => isNewest === true && now.getTime() - at > QUIET_MS);
  if (newest !== undefined)
    return [
      {
        kind: "clock-ahead",
        state: "note",
        message: `${newest.what} is of ${time(newest.at)}, and this clock says ${now.toISOString()}`,
        hint: "a quiet time, or this machine's clock is ahead",
      },
    ];
  if (stamps.length === 0) return [];
  return [
    { kind: "clock", state: "ok", message: `the clock says ${now.toISOString()}, and nothing is of a later time` },
  ];
}

function time(millis: number): string {
  return new Date(millis).toISOString();
}
