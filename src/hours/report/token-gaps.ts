import type { Activities } from "../activities/activity-log.ts";
import { compare, type ActivityType } from "../activities/activity.ts";
import { Calendar } from "../calendar.ts";
import { isAsked, type Asked } from "../projects/asked.ts";
import type { ProjectMap } from "../projects/project-map.ts";
import { subjectsBy } from "../projects/subject.ts";
import type { Span } from "../slice.ts";

/** Whose tokens are not known, or not from the beginning on: so that nothing that is missing looks as if it was free. */
export interface TokenGaps {
  /** Agents that worked and whose logs do not tell of tokens. */
  readonly untold: readonly string[];
  /** Agents that worked and of which no tokens are stored. */
  readonly missing: readonly string[];
  /** Agents that worked before the first day of which tokens are stored. Days are local. */
  readonly late: readonly { readonly agent: string; readonly worked: string; readonly since: string }[];
}

export interface TokenGapsRequest {
  readonly window: Span;
  readonly zone: string;
  readonly map: ProjectMap;
  readonly asked?: Asked;
}

/** What agents do by models. */
const WORK: ReadonlySet<ActivityType> = new Set(["agent_tool_use", "agent_message", "agent_turn"]);

/** Looks for what is missing of the tokens of a window. The logs of some agents do not tell of any. */
export function tokenGapsOf(
  activities: Activities,
  { window, map, zone, asked = {} }: TokenGapsRequest,
  tokenless: ReadonlySet<string>,
): TokenGaps {
  const subjectOf = subjectsBy(map);
  const calendar = new Calendar(zone);
  const worked = new Map<string, number>();
  const counted = new Map<string, number>();
  const note = (first: Map<string, number>, agent: string, at: number) => {
    if (at < (first.get(agent) ?? Infinity)) first.set(agent, at);
  };
  for (const activity of activities.all()) {
    const { at, type, session } = activity;
    if (!WORK.has(type) || at < window.start || at >= window.end) continue;
    if (isAsked(subjectOf(activity), asked)) note(worked, session.agent, at);
  }
  for (const taken of activities.taken?.() ?? [])
    if (isAsked(subjectOf(taken), asked)) note(counted, taken.session.agent, taken.at);
  const agents = [...worked].sort(([a], [b]) => compare(a, b));
  const none = agents.map(([agent]) => agent).filter((agent) => !counted.has(agent));
  return {
    untold: none.filter((agent) => tokenless.has(agent)),
    missing: none.filter((agent) => !tokenless.has(agent)),
    late: agents.flatMap(([agent, at]) => {
      const since = counted.get(agent);
      if (since === undefined) return [];
      const days = { worked: calendar.dayOf(at).date, since: calendar.dayOf(since).date };
      return days.worked < days.since ? [{ agent, ...days }] : [];
    }),
  };
}
