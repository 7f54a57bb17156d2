import { amount } from "../../lib/text/amount.ts";
import { printable } from "../../lib/text/printable.ts";
import { compare, type Activity } from "../activities/activity.ts";
import { isAsked, type Asked } from "../projects/asked.ts";
import type { HumanRules } from "../human/human-rules.ts";
import type { Span } from "../slice.ts";
import type { Subject } from "../projects/subject.ts";

/** How many, by agent. */
export type ByAgent = Readonly<Record<string, number>>;

/** What happened in a window and is not told, or not as a reader might think: so that no silence looks like idleness. */
export interface LeftOut {
  /** Prompts and actions that programs sent, where they are no human time. */
  readonly automatedPrompts: ByAgent;
  /** Sub-agents: what they did counts, what they were asked is nobody's prompt. */
  readonly subAgentSessions: ByAgent;
  /** Events of sessions whose directory is not known. */
  readonly eventsWithoutProject: ByAgent;
  /** Events of projects that the map leaves out. */
  readonly ignoredEvents: ByAgent;
  /** How many machines are nobody's and told as one person's; 0 where it is no more than one. */
  readonly machinesOfNobody: number;
}

export interface LeftOutRequest {
  readonly window: Span;
  readonly rules: HumanRules;
  readonly asked?: Asked;
}

/** Counts what is left out of the activities of a window. */
export function leftOutOf(
  activities: Iterable<Activity>,
  request: LeftOutRequest,
  subjectOf: (activity: Activity) => Subject,
): LeftOut {
  const count = new LeftOutCount(request, subjectOf);
  for (const activity of activities) count.add(activity);
  return count.leftOut;
}

/** The same, an activity at a time in any order. */
export class LeftOutCount {
  readonly #request: LeftOutRequest;
  readonly #subjectOf: (activity: Activity) => Subject;
  readonly #prompts = new Count();
  readonly #subAgents = new Count();
  readonly #homeless = new Count();
  readonly #ignored = new Count();
  readonly #known = new Set<string>();
  readonly #machines = new Set<string | undefined>();

  constructor(request: LeftOutRequest, subjectOf: (activity: Activity) => Subject) {
    this.#request = request;
    this.#subjectOf = subjectOf;
  }

  add(activity: Activity): void {
    const { window, rules, asked = {} } = this.#request;
    const { at, session, agentId } = activity;
    if (at < window.start || at >= window.end) return;
    const subject = this.#subjectOf(activity);
    if (subject.ignored) this.#ignored.add(session.agent);
    if (!isAsked(subject, asked)) return;
    if (session.person === undefined) this.#machines.add(session.machine);
    if (activity.automated && !rules.automated) this.#prompts.add(session.agent);
    if (subject.project === undefined) this.#homeless.add(session.agent);
    if (agentId === undefined) return;
    const subAgent = JSON.stringify([session.key, agentId]);
    if (!this.#known.has(subAgent)) this.#subAgents.add(session.agent);
    this.#known.add(subAgent);
  }

  get leftOut(): LeftOut {
    const { size } = this.#machines;
    return {
      automatedPrompts: this.#prompts.byAgent(),
      subAgentSessions: this.#subAgents.byAgent(),
      eventsWithoutProject: this.#homeless.byAgent(),
      ignoredEvents: this.#ignored.byAgent(),
      machinesOfNobody: size > 1 ? size : 0,
    };
  }
}

/** The same by the names that JSON gives it. */
export function leftOutJson(leftOut: LeftOut) {
  const { automatedPrompts, subAgentSessions, eventsWithoutProject, ignoredEvents } = leftOut;
  return {
    automated_prompts: automatedPrompts,
    sub_agent_sessions: subAgentSessions,
    events_without_project: eventsWithoutProject,
    ignored_events: ignoredEvents,
  };
}

/** How many machines are nobody's, beside what is left out; nothing where it is no more than one. */
export function nobodysJson({ machinesOfNobody }: LeftOut): { readonly machines_of_nobody?: number } {
  return machinesOfNobody === 0 ? {} : { machines_of_nobody: machinesOfNobody };
}

/** The same in one line, with the option that counts programs' prompts; `undefined` if nothing is left out. */
export function leftOutText(leftOut: LeftOut, option: string, ...others: readonly string[]): string | undefined {
  const parts = [
    part(leftOut.automatedPrompts, "prompt", "of programs", `${option} counts them`),
    part(leftOut.subAgentSessions, "session", "of sub-agents", "their work counts as agent time"),
    part(leftOut.eventsWithoutProject, "event", "without a project", "told as (unknown)"),
    part(leftOut.ignoredEvents, "event", "of ignored projects", "the project map says so"),
    ...others,
  ].filter((text) => text !== undefined);
  return parts.length === 0 ? undefined : `left out: ${parts.join(", ")}`;
}

/** Both, a line each. */
export function leftOutLines(leftOut: LeftOut, option: string): readonly string[] {
  return [leftOutText(leftOut, option), peopleText(leftOut)].filter((line) => line !== undefined);
}

/** In one line that the time of several machines is told as one person's; `undefined` if it is not. */
export function peopleText({ machinesOfNobody }: LeftOut): string | undefined {
  if (machinesOfNobody === 0) return undefined;
  return (
    `${machinesOfNobody} machines are nobody's, so their human time is told as one person's: ` +
    "'tt people set NAME --machine MACHINE' says whose they are"
  );
}

/** Whether programs sent prompts that are left out. */
export function hasAutomated({ automatedPrompts }: LeftOut): boolean {
  return Object.keys(automatedPrompts).length > 0;
}

function part(counts: ByAgent, noun: string, what: string, remark: string): string | undefined {
  const agents = Object.entries(counts);
  if (agents.length === 0) return undefined;
  const sum = agents.reduce((sum, [, count]) => sum + count, 0);
  return `${amount(sum, noun)} ${what} (${agents.map(([agent, count]) => `${printable(agent)} ${count}`).join(", ")}; ${remark})`;
}

class Count {
  readonly #counts = new Map<string, number>();

  add(agent: string): void {
    this.#counts.set(agent, (this.#counts.get(agent) ?? 0) + 1);
  }

  byAgent(): ByAgent {
    return Object.fromEntries([...this.#counts].sort(([a], [b]) => compare(a, b)));
  }
}
