import type { Finding } from "./finding.ts";

/** Times that this machine's clock, or an agent's elsewhere, has stamped. */
export interface Stamped {
  /** What has that time, as the subject of a sentence. */
  readonly what: string;
  /** In milliseconds since 1970. */
  readonly at: number;
  /** Whether it is new whenever anything happens, so that its age tells of a quiet time or of a wrong clock. */
  readonly isNewest?: true;
}

/** Clocks of several machines are never quite equal. */
const SLACK_MS = 5 * 60_000;
const QUIET_MS = 14 * 86_400_000;

/** Whether the clock agrees with what it, or another one, has stamped. */
export function clockFindings(stamps: readonly Stamped[], now: Date): readonly Finding[] {
  const late = stamps.filter(({ at }) => at > now.getTime() + SLACK_MS);
  if (late.length > 0)
    return late.map(({ what, at }) => ({
      kind: "clock-behind",
      state: "wrong",
      message: `${what} is of ${time(at)}, and this clock says ${now.toISOString()}`,
      hint: "set this machine's clock if it is behind; a time that is ahead elsewhere stays in its events",
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
