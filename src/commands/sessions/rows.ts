import { agentTime } from "../../hours/agent/agent.ts";
import type { Activities } from "../../hours/activities/activity-log.ts";
import type { Activity, Session } from "../../hours/activities/activity.ts";
import { humanTime } from "../../hours/human/human.ts";
import { isAsked, type Asked } from "../../hours/projects/asked.ts";
import type { ProjectMap } from "../../hours/projects/project-map.ts";
import { calledApart, subjectsBy, type Subject } from "../../hours/projects/subject.ts";
import type { Rules } from "../../hours/rules.ts";
import type { Span } from "../../hours/slice.ts";

/** What a session did in the window. */
export interface SessionRow {
  readonly session: Session;
  readonly projects: readonly string[];
  readonly branches: readonly string[];
  readonly directories: readonly string[];
  /** Seconds, as 'tt report' tells them of the session. */
  readonly human: number;
  readonly agent: number;
  readonly prompts: number;
  readonly automatedPrompts: number;
  readonly toolUses: number;
}

export interface RowsRequest {
  readonly rules: Rules;
  readonly window: Span;
  readonly map: ProjectMap;
  readonly asked: Asked;
  /** Those alone that this holds for. */
  readonly only?: (subject: Subject) => boolean;
}

interface Counting {
  readonly subjects: Set<Subject>;
  readonly directories: Set<string>;
  human: number;
  agent: number;
  prompts: number;
  automatedPrompts: number;
  toolUses: number;
}

/** The sessions that did anything in the window. Time is counted as a report counts it. */
export function sessionRows(
  activities: Activities,
  { rules, window, map, asked, only = () => true }: RowsRequest,
): readonly SessionRow[] {
  const subjectOf = subjectsBy(map);
  const counted = new Map<Session, Counting>();
  const isMeant = (subject: Subject) => isAsked(subject, asked) && only(subject);
  const isIn = ({ at }: Activity) => at >= window.start && at < window.end;
  for (const activity of activities.all()) {
    const subject = subjectOf(activity);
    if (isIn(activity) && isMeant(subject)) count(countingOf(counted, activity.session), activity, subject);
  }
  const add = (kind: "human" | "agent", { start, end, spentOn }: Span & { readonly spentOn: Activity }) => {
    const within = Math.min(end, window.end) - Math.max(start, window.start);
    const subject = subjectOf(spentOn);
    if (within <= 0 || !isMeant(subject)) return;
    // Time may reach into the window of what was done before it.
    const counting = countingOf(counted, spentOn.session);
    counting.subjects.add(subject);
    counting[kind] += within;
  };
  for (const slice of humanTime(activities.all(), rules)) add("human", slice);
  for (const session of activities.sessions())
    for (const { slices } of agentTime(session, rules)) for (const slice of slices) add("agent", slice);
  const called = calledApart([...counted.values()].flatMap(({ subjects }) => [...subjects]));
  return [...counted].map(([session, { subjects, directories, ...numbers }]) => ({
    session,
    ...numbers,
    projects: named([...subjects].map((subject) => called(subject).project)),
    branches: named([...subjects].map(({ branch }) => branch)),
    directories: [...directories],
  }));
}

function countingOf(counted: Map<Session, Counting>, session: Session): Counting {
  let counting = counted.get(session);
  if (counting === undefined) {
    counting = {
      subjects: new Set(),
      directories: new Set(),
      human: 0,
      agent: 0,
      prompts: 0,
      automatedPrompts: 0,
      toolUses: 0,
    };
    counted.set(session, counting);
  }
  return counting;
}

function count(counting: Counting, { type, automated, place }: Activity, subject: Subject): void {
  counting.subjects.add(subject);
  if (place.cwd !== undefined) counting.directories.add(place.cwd);
  if (type === "agent_tool_use") counting.toolUses++;
  if (type !== "user_message") return;
  if (automated) counting.automatedPrompts++;
  else counting.prompts++;
}

function named(names: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(names)].filter((name) => name !== undefined);
}
