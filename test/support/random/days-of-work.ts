import fc from "fast-check";
import type { StoredEvent } from "../../../src/events/stored-event.ts";
import { event } from "../store/week.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;

const TOOLS = [
  { tool: "Read", tool_kind: "file_read" },
  { tool: "Bash", tool_kind: "shell" },
  { tool: "Bash", tool_kind: "shell", timeout_ms: 300_000 },
  { tool: "Agent", tool_kind: "sub_agent" },
  { tool: "AskUserQuestion", tool_kind: "other" },
] as const;

/** From a moment to hours: what a dialog that stands open can take. */
const wait = fc.oneof(fc.nat(20 * SECOND), fc.nat(10 * MINUTE), fc.nat(3 * 60 * MINUTE));

const use = fc.record({
  thinking: fc.oneof(fc.nat(MINUTE), fc.nat(29 * MINUTE)),
  tool: fc.constantFrom(...TOOLS),
  agentId: fc.constantFrom(undefined, undefined, "a1", "a2"),
  running: wait,
  /** What is sent while the tool runs. */
  steering: fc.constantFrom(undefined, undefined, undefined, "user_message", "interrupt", "approve"),
});

const turn = fc.record({
  mode: fc.constantFrom(undefined, "default", "bypassPermissions"),
  uses: fc.array(use, { maxLength: 5 }),
  answer: fc.nat(30 * SECOND),
  /** How much of the time that passed is recorded. */
  share: fc.constantFrom(1, 1, 0.5, 0.05),
  isRecorded: fc.boolean(),
  pause: fc.oneof(fc.nat(MINUTE), fc.nat(10 * MINUTE), fc.nat(1440 * MINUTE)),
});

/**
 * Some sessions as agents log them: prompts, tool uses with results or without, dialogs that stand open for hours,
 * sub-agents, steering, answers, turns that are recorded or not, with less than the time that passed.
 */
export const daysOfWork: fc.Arbitrary<readonly StoredEvent[]> = fc
  .array(
    fc.record({
      begin: fc.nat(2 * 1440 * MINUTE),
      cwd: fc.constantFrom("/w/a", "/w/b"),
      agent: fc.constantFrom("claude-code", "codex"),
      isObserved: fc.boolean(),
      turns: fc.array(turn, { minLength: 1, maxLength: 5 }),
    }),
    { maxLength: 4 },
  )
  .map((sessions) => sessions.flatMap((session, at) => eventsOf(session, `s${at}`)));

interface Session {
  readonly begin: number;
  readonly cwd: string;
  readonly agent: string;
  readonly isObserved: boolean;
  readonly turns: readonly (typeof turn extends fc.Arbitrary<infer Turn> ? Turn : never)[];
}

function eventsOf({ begin, cwd, agent, isObserved, turns }: Session, session: string): readonly StoredEvent[] {
  let now = Date.parse("2026-03-28T12:00:00Z") + begin;
  const events: StoredEvent[] = [];
  const add = (type: string, more: object = {}) =>
    events.push(event(type, new Date(now).toISOString(), { session, cwd, agent, ...more }));
  for (const { mode, uses, answer, share, isRecorded, pause } of turns) {
    const prompted = now;
    add("user_message", { length: 300, ...(mode === undefined ? undefined : { permission_mode: mode }) });
    for (const { thinking, tool, agentId, running, steering } of uses) {
      now += thinking;
      const call = `call-${session}-${events.length}`;
      const whose = agentId === undefined ? { call } : { call, agent_id: agentId };
      add("agent_tool_use", { ...tool, ...whose });
      now += Math.floor(running / 2);
      if (steering === "user_message") add(steering, { length: 20 });
      else if (steering !== undefined) add("user_action", { action: steering });
      now += Math.floor(running / 2);
      if (isObserved) add("agent_tool_result", { ok: true, ...whose });
    }
    now += answer;
    if (isObserved) add("agent_message", { length: 700 });
    if (isRecorded) add("agent_turn", { duration_ms: Math.floor((now - prompted) * share) });
    now += pause;
  }
  return events;
}
