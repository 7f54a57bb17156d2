import type { Activities } from "../activities/activity-log.ts";
import { compare, type ActivityType, type Session } from "../activities/activity.ts";
import { Calendar } from "../calendar.ts";
import { isAsked, type Asked } from "../projects/asked.ts";
import type { Moment } from "../activities/taken.ts";
import type { ProjectMap } from "../projects/project-map.ts";
import { subjectsBy } from "../projects/subject.ts";
import type { TokensRequest } from "./tokens-request.ts";
import type { Span } from "../slice.ts";

/** Whose tokens are not known, or not from the beginning on: so that nothing that is missing looks as if it was free. */
export interface TokenGaps {
  /** Agents that worked and whose logs do not tell of tokens. */
  readonly untold: readonly string[];
  /** Agents whose models answered, and of which no tokens are stored. */
  readonly missing: readonly string[];
  /** Agents whose models answered before the first day of which tokens are stored. Days are local. */
  readonly late: readonly { readonly agent: string; readonly worked: string; readonly since: string }[];
  /** Agents of which some tokens are stored, but none of sessions of these days, in which models answered. */
  readonly partly: readonly {
    readonly agent: string;
    readonly sessions: number;
    readonly from: string;
    readonly to: string;
  }[];
  /** The machines of the sessions of which tokens are stored nowhere or late, in order; one without a name is `undefined`. */
  readonly machines: readonly (string | undefined)[];
}

/** Whether the store lacks what logs tell, or told. */
export function lacksTokens({ missing, late, partly }: Pick<TokenGaps, "missing" | "late" | "partly">): boolean {
  return missing.length + late.length + partly.length > 0;
}

export interface TokenGapsRequest {
  readonly window: Span;
  readonly zone: string;
  readonly map: ProjectMap;
  readonly asked?: Asked;
  /** Agents of which tokens from before the window are stored. */
  readonly earlier?: ReadonlySet<string>;
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
  { window, map, zone, asked = {}, earlier = new Set<string>() }: TokenGapsRequest,
  { tokenless, ofRuns = new Set<string>() }: Pick<TokensRequest, "tokenless" | "ofRuns">,
): TokenGaps {
  const subjectOf = subjectsBy(map);
  const calendar = new Calendar(zone);
  const worked = new Set<string>();
  /** Of which tokens are told in what was asked for, and since when of anything. */
  const told = new Set<string>();
  const first = new Map<string, number>();
  /** The days on which models answered, and no tokens are stored of the session. */
  const lacking = new Map<Session, Set<string>>();
  for (const activity of activities.all()) {
    const { at, type, session } = activity;
    if (!WORK.has(type) || at < window.start || at >= window.end) continue;
    if (!isAsked(subjectOf(activity), asked)) continue;
    worked.add(session.agent);
    if (!ANSWERS.has(type)) continue;
    const days = lacking.get(session);
    if (days === undefined) lacking.set(session, new Set([calendar.dayOf(at).date]));
    else days.add(calendar.dayOf(at).date);
  }
  const settle = ({ session, at }: Moment) => {
    // What is told at the end of a run may be of any day of it.
    if (ofRuns.has(session.agent)) lacking.delete(session);
    for (const moment of [at, at - ANSWERED_WITHIN]) lacking.get(session)?.delete(calendar.dayOf(moment).date);
  };
  for (const taken of activities.taken?.() ?? []) {
    const { agent } = taken.session;
    if (isAsked(subjectOf(taken), asked)) told.add(agent);
    first.set(agent, Math.min(taken.at, first.get(agent) ?? Infinity));
    settle(taken);
  }
  for (const moment of activities.takenAround?.() ?? []) settle(moment);
  const gaps = [...worked].sort(compare).map((agent) => {
    const of = [...lacking].filter(([session, days]) => session.agent === agent && days.size > 0);
    const at = first.get(agent);
    const since = at === undefined || earlier.has(agent) ? "" : calendar.dayOf(at).date;
    return {
      agent,
      since,
      sessions: of.map(([, days]) => [...days].sort()),
      machines: of.map(([{ machine }]) => machine),
    };
  });
  const known = gaps.filter(({ agent }) => told.has(agent));
  const none = gaps.filter(({ agent }) => !told.has(agent));
  const found = {
    untold: none.flatMap(({ agent }) => (tokenless.has(agent) ? [agent] : [])),
    missing: none.flatMap(({ agent, sessions }) => (tokenless.has(agent) || sessions.length === 0 ? [] : [agent])),
    late: known.flatMap(({ agent, since, sessions }) => {
      const [day] = sessions.flatMap(([earliest = since]) => earliest).sort();
      return day !== undefined && day < since ? [{ agent, worked: day, since }] : [];
    }),
    partly: known.flatMap(({ agent, since, sessions }) => {
      const later = sessions.map((days) => days.filter((day) => day >= since)).filter((days) => days.length > 0);
      const days = later.flat().sort();
      const [from, to] = [days[0], days.at(-1)];
      if (from === undefined || to === undefined || ofRuns.has(agent)) return [];
      return [{ agent, sessions: later.length, from, to }];
    }),
  };
  const lacks = new Set([...found.missing, ...[...found.late, ...found.partly].map(({ agent }) => agent)]);
  const machines = new Set(gaps.flatMap((gap) => (lacks.has(gap.agent) ? gap.machines : [])));
  return { ...found, machines: [...machines].sort((a = "", b = "") => compare(a, b)) };
}
