import type { Activity } from "../activities/activity.ts";
import type { TimeSlice } from "../slice.ts";
import { withRecords } from "./recorded.ts";
import type { AgentRules } from "../rules.ts";
import { workedSlices } from "./worked.ts";

/** A session's agent time: slices that do not overlap, in their order. Sessions may overlap each other. */
export interface SessionTime {
  readonly key: string;
  readonly slices: readonly TimeSlice[];
}

/**
 * Agent time, session by session: as recorded where a log says how long a turn took, else as results and messages show
 * it, else as the uses of tools do. No second of a session counts twice, whatever its sub-agents did meanwhile.
 */
export function agentTime(activities: Iterable<Activity>, rules: AgentRules): readonly SessionTime[] {
  return bySession(activities).map(([key, session]) => ({
    key,
    slices: withRecords(session, workedSlices(session, rules), rules),
  }));
}

export function bySession(activities: Iterable<Activity>): readonly (readonly [string, readonly Activity[]])[] {
  const sessions = new Map<string, Activity[]>();
  let of: Activity["session"] | undefined;
  let session: Activity[] = [];
  for (const activity of activities) {
    // Mostly the next is of the same one.
    if (activity.session !== of) {
      of = activity.session;
      const known = sessions.get(of.key);
      session = known ?? [];
      if (known === undefined) sessions.set(of.key, session);
    }
    session.push(activity);
  }
  return [...sessions];
}
