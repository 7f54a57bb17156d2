import type { Activity } from "../activities/activity.ts";
import type { AgentRules } from "../rules.ts";
import { Covered } from "./covered.ts";
import { afterToolUse, CREDITS, OWN_SECOND, resultCredit } from "./credit.ts";
import type { Evidence, TimeSlice, Reason, Why } from "../slice.ts";

/**
 * What a session's events show of the agent's work, whatever its log says of the length of turns: slices that do not
 * overlap, each second by the event that showed it first, so that what could be told before stays.
 *
 * In each thread, the main one and those of the sub-agents, the gap between an event and the next is looked at alone. A
 * gap that ends in what the agent did counts, at most as much as the events at its ends allow, and before its end. After
 * a tool's use that nothing of the agent's follows comes an answer. A gap that ends in a prompt is the person's or
 * nobody's.
 */
export function workedSlices(session: readonly Activity[], rules: AgentRules): readonly TimeSlice[] {
  const worked = new Worked(session, rules);
  for (const activity of session) worked.take(activity);
  return worked.end();
}

class Worked {
  readonly #rules: AgentRules;
  readonly #runs: Runs;
  readonly #hasResults: boolean;
  readonly #covered = new Covered();
  readonly #slices: TimeSlice[] = [];
  /** The last event of each thread. */
  readonly #last = new Map<string | undefined, Activity>();
  /** Tools at work, by their calls, where results are stored. */
  readonly #uses = new Map<number, Activity>();
  #before: Activity | undefined;
  #subAgentAt = -Infinity;

  constructor(session: readonly Activity[], rules: AgentRules) {
    this.#rules = rules;
    this.#runs = new Runs(session);
    this.#hasResults = session.some(({ type }) => type === "agent_tool_result");
  }

  take(activity: Activity): void {
    const { agentId, type, call, at } = activity;
    const last = this.#last.get(agentId);
    this.#gap(last, activity);
    if (call !== undefined && this.#hasResults) {
      if (type === "agent_tool_use") this.#uses.set(call, activity);
      else this.#uses.delete(call);
    }
    if (agentId !== undefined) this.#subAgentAt = at;
    this.#last.set(agentId, activity);
    this.#before = activity;
  }

  end(): readonly TimeSlice[] {
    for (const last of this.#last.values()) this.#tail(last, Infinity);
    return this.#slices.sort((a, b) => a.start - b.start);
  }

  #gap(last: Activity | undefined, next: Activity): void {
    const { agentGap } = this.#rules;
    const credit = Math.min(this.#credit(last, next), agentGap);
    const first = this.#beginning(last, next);
    const why: Why = { of: next.at - first.at, reason: reasonBefore(next) };
    if (last === undefined) {
      this.#add(next.at - credit, next.at, { first, spentOn: next, why });
      return;
    }
    const gap = next.at - last.at;
    const isUse = last.type === "agent_tool_use";
    let rest = credit;
    // What was told of a silence while nothing followed yet.
    if (isUse && (gap > agentGap || !isAgents(next))) rest = Math.max(0, credit - this.#tail(last, gap));
    else if (isUse && credit < gap)
      this.#add(last.at, Math.min(last.at + OWN_SECOND, next.at), { first: last, spentOn: last, why: OF_USE });
    this.#add(next.at - rest, next.at, { first, spentOn: next, why });
  }

  /** A gap before a result begins where the tool was used, which another call may have followed. */
  #beginning(last: Activity | undefined, next: Activity): Activity {
    const { type, call } = next;
    const use = type === "agent_tool_result" && call !== undefined ? this.#uses.get(call) : undefined;
    return use ?? last ?? this.#before ?? next;
  }

  #tail(last: Activity, gap: number): number {
    if (last.type !== "agent_tool_use") return 0;
    const length = Math.min(Math.max(this.#rules.answer, OWN_SECOND), this.#rules.agentGap, gap);
    const why: Why = { of: gap, reason: "answer" };
    this.#add(last.at, last.at + length, { first: last, spentOn: last, why });
    return length;
  }

  /** Seconds of work before an event. */
  #credit(last: Activity | undefined, next: Activity): number {
    if (next.type === "agent_tool_result") return this.#ofResult(next);
    if (last === undefined) return this.#ofFirst(next);
    const gap = next.at - last.at;
    if (next.action === "interrupt") return Math.min(gap, isUnderWay(last) ? mostAfter(last, next) : 0);
    if (!isAgents(next)) return 0;
    // Of a turn whose length is recorded nothing lies before its beginning.
    return Math.min(gap, mostAfter(last, next), next.at - (next.turnStart ?? -Infinity));
  }

  #ofResult(result: Activity): number {
    const use = result.call === undefined ? undefined : this.#uses.get(result.call);
    if (use === undefined) return 0;
    const isSeen = use.pace === "agent" && this.#subAgentAt > use.at;
    return isSeen ? Math.min(result.at - this.#subAgentAt, CREDITS.sub_agent.s) : resultCredit(use, result);
  }

  /** A sub-agent begins after the call that began it. */
  #ofFirst({ agentId, at }: Activity): number {
    const before = this.#before;
    if (agentId === undefined || before === undefined) return 0;
    return Math.min(at - before.at, before.pace === "agent" ? CREDITS.work.s : CREDITS.sub_agent.s);
  }

  #add(start: number, end: number, slice: Pick<TimeSlice, "first" | "spentOn" | "why">): void {
    if (end <= start) return;
    if (this.#covered.takeLater(start, end)) this.#push(start, end, slice);
    else for (const span of this.#covered.take({ start, end })) this.#push(span.start, span.end, slice);
  }

  #push(start: number, end: number, { first, spentOn, why }: Pick<TimeSlice, "first" | "spentOn" | "why">): void {
    // Written out, for millions of them: spreading takes ten times as long.
    this.#slices.push({ start, end, first, spentOn, by: this.#runs.evidenceOf(spentOn), why });
  }
}

const OF_USE: Why = { of: OWN_SECOND, reason: "use" };

function reasonBefore({ type, action }: Activity): Reason {
  if (action === "interrupt") return "interrupt";
  return type === "agent_tool_result" ? "running" : "working";
}

/** The most that is work between two events of a thread of which the second is the agent's, or stops it. */
function mostAfter(last: Activity, next: Activity): number {
  const { type, action } = last;
  if (type === "agent_tool_use") return afterToolUse(last);
  // What comes of itself after the end of a turn was waited for.
  if (type === "agent_turn" || action === "interrupt") return 0;
  if (type === "agent_tool_result" || type === "agent_message") return CREDITS.work.s;
  return next.type === "agent_tool_use" ? CREDITS.prompt.s : CREDITS.work.s;
}

/** Whether an agent may be at work after this. */
function isUnderWay({ type }: Activity): boolean {
  return type !== "agent_turn" && type !== "agent_session";
}

function isAgents({ type }: Activity): boolean {
  return type.startsWith("agent_") && type !== "agent_session";
}

function isEvidence({ type }: Activity): boolean {
  return type === "agent_tool_result" || type === "agent_message";
}

/** From each prompt of a session to the next: whether results and messages are stored. */
class Runs {
  readonly #observed = new Set<Activity>();

  constructor(session: readonly Activity[]) {
    if (!session.some(isEvidence)) return;
    let run: Activity[] = [];
    let isObserved = false;
    const close = () => {
      if (isObserved) for (const activity of run) this.#observed.add(activity);
      run = [];
      isObserved = false;
    };
    for (const activity of session) {
      if (activity.type === "user_message") close();
      run.push(activity);
      isObserved ||= isEvidence(activity);
    }
    close();
  }

  evidenceOf(activity: Activity): Evidence {
    return this.#observed.size > 0 && this.#observed.has(activity) ? "observed" : "estimated";
  }
}
