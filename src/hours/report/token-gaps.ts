import type { Activities } from "../activities/activity-log.ts";
import { compare, type ActivityType, type Session } from "../activities/activity.ts";
import { Calendar } from "../calendar.ts";
import { isAsked, type Asked } from "../projects/asked.ts";
import type { ProjectMap } from "../projects/project-map.ts";
import { subjectsBy } from "../projects/subject.ts";
import type { TokensRequest } from "./tokens-request.ts";
import type { Span } from "../slice.ts";

/** Whose tokens are not known, or not from the beginning on: so that nothing that is missing looks as if it was free. */
export interface TokenGaps {
  /** Agents that worked and whose logs do not tell of tokens. */
  readonly untold: readonly string[];
  /** Agents that worked and of which no tokens are stored. */
  readonly missing: readonly string[];
  /** Agents that worked before the first day of which tokens are stored. Days are local. */
  readonly late: readonly { readonly agent: string; readonly worked: string; readonly since: string }[];
  /** Agents of which some tokens are stored, but none of sessions of these days, in which models answered. */
  readonly partly: readonly {
    readonly agent: string;
    readonly sessions: number;
    readonly from: string;
    readonly to: string;
  }[];
}

/** Whether the store lacks what logs tell, or told. */
export function lacksTokens({ missing, late, partly }: TokenGaps): boolean {
  return missing.length + late.length + partly.length > 0;
}

export interface TokenGapsRequest {
  readonly window: Span;
  readonly zone: string;
  readonly map: ProjectMap;
  readonly asked?: Asked;
}

/** What agents do by models. */
const WORK: ReadonlySet<ActivityType> = new Set(["agent_tool_use", "agent_message", "agent_turn"]);

/** What no model does without taking tokens: a turn may have been cancelled before it took any. */
const ANSWERS: ReadonlySet<ActivityType> = new Set(["agent_tool_use", "agent_message"]);

/** Models answer after midnight what was asked before it; in seconds. */
const ANSWERED_WITHIN = 900;

/** Looks for what is missing of the tokens of a window. The logs of some agents do not tell of any. */
export function tokenGapsOf(
  activities: Activities,
  { window, map, zone, asked = {} }: TokenGapsRequest,
  { tokenless, ofRuns = new Set<string>() }: Pick<TokensRequest, "tokenless" | "ofRuns">,
): TokenGaps {
  const subjectOf = subjectsBy(map);
  const calendar = new Calendar(zone);
  const worked = new Map<string, number>();
  const counted = new Map<string, number>();
  const answered = new Map<Session, Set<string>>();
  const note = (first: Map<string, number>, agent: string, at: number) => {
    if (at < (first.get(agent) ?? Infinity)) first.set(agent, at);
  };
  for (const activity of activities.all()) {
    const { at, type, session } = activity;
    if (!WORK.has(type) || at < window.start || at >= window.end) continue;
    if (!isAsked(subjectOf(activity), asked)) continue;
    note(worked, session.agent, at);
    if (!ANSWERS.has(type) || ofRuns.has(session.agent)) continue;
    const days = answered.get(session);
    if (days === undefined) answered.set(session, new Set([calendar.dayOf(at).date]));
    else days.add(calendar.dayOf(at).date);
  }
  for (const taken of activities.taken?.() ?? []) {
    const { session, at } = taken;
    if (isAsked(subjectOf(taken), asked)) note(counted, session.agent, at);
    for (const moment of [at, at - ANSWERED_WITHIN]) answered.get(session)?.delete(calendar.dayOf(moment).date);
  }
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
    partly: agents.flatMap(([agent]) => {
      const since = counted.get(agent);
      if (since === undefined) return [];
      const first = calendar.dayOf(since).date;
      const lacking = [...answered].flatMap(([session, dates]) => {
        const later = session.agent === agent ? [...dates].filter((date) => date >= first) : [];
        return later.length === 0 ? [] : [later];
      });
      const days = lacking.flat().sort();
      const [from, to] = [days[0], days.at(-1)];
      return from === undefined || to === undefined ? [] : [{ agent, sessions: lacking.length, from, to }];
    }),
  };
}
