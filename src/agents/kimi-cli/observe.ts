import type { Placeless } from "../../events/observation.ts";
import { memberOf, readId, readText } from "../../logs/record/fields.ts";
import { figuresOf } from "../../logs/record/figures.ts";
import { openCall, withOpen, withoutOpen } from "../../logs/record/open-calls.ts";
import { worded } from "../../logs/record/worded.ts";
import { clockFrom, doneWaitingFor, waitingFor, workedMs } from "../../logs/record/turn-clock.ts";
import { decisionOn, given } from "./calls.ts";
import { sentIn } from "./prompt.ts";
import type { State } from "./state.ts";

/** A message that went over the wire. */
interface Message {
  readonly type: string;
  readonly payload: unknown;
  readonly at: string;
  /** What stands for its id, for it has none. */
  key(): string;
}

/** What is known by the records before, and whose log it is. */
interface About extends State {
  readonly agentId: string | undefined;
  readonly isSubAgent: boolean;
}

export type Seen = Placeless;

interface Shown {
  readonly seen: readonly Seen[];
  readonly state: State;
}

/** What a message shows, and the state after it. */
export function observe(message: Message, { agentId, isSubAgent, ...before }: About): Shown {
  const { type, payload, at } = message;
  const now = Date.parse(at);
  const state: State = { ...before, edge: null };
  switch (type) {
    case "TurnBegin": {
      const byProgram = before.depth > 0 && isAtOnce(before.edge, now);
      const seen = isSubAgent ? [] : fromInput(message, memberOf(payload, "user_input"), byProgram);
      const clock = byProgram ? before.clock : clockFrom(now);
      return {
        seen,
        state: { ...state, clock, depth: byProgram ? before.depth + 1 : 1, edge: now, answer: null },
      };
    }
    case "SteerInput":
      return { seen: isSubAgent ? [] : fromInput(message, memberOf(payload, "user_input"), false), state };
    case "BtwBegin":
      return { seen: isSubAgent ? [] : fromInput(message, memberOf(payload, "question"), false), state };
    case "TurnEnd": {
      const { answer, clock, depth } = before;
      const left = Math.max(0, depth - 1);
      const isOver = left === 0 && clock !== null && !isSubAgent;
      return {
        seen: [
          ...(answer === null ? [] : [{ kind: "agent-message" as const, ...answer, agentId }]),
          ...(isOver
            ? [{ kind: "turn-ended" as const, at, key: message.key(), durationMs: workedMs(clock, now) }]
            : []),
        ],
        state: { ...state, depth: left, edge: now, answer: null, clock: left === 0 ? null : clock },
      };
    }
    case "StepBegin":
      return { seen: [], state: { ...state, answer: null } };
    case "ContentPart":
      return { seen: asideIn(message, agentId), state: { ...state, answer: answerAfter(message, before) } };
    case "ToolCall": {
      const tool = readText(memberOf(memberOf(payload, "function"), "name")) ?? "unknown";
      const key = message.key();
      const input = given(tool, memberOf(memberOf(payload, "function"), "arguments"));
      const calls = withOpen(before.calls, readId(memberOf(payload, "id")), key, tool);
      return {
        seen: [{ kind: "tool-use", at, key, tool, ...input, agentId }],
        state: { ...state, calls, answer: null },
      };
    }
    case "ToolResult": {
      const id = readId(memberOf(payload, "tool_call_id"));
      const call = openCall(before.calls, id);
      if (id === undefined || call === undefined) return { seen: [], state };
      const { key, tool } = call;
      const result = memberOf(payload, "return_value");
      const action = isSubAgent ? undefined : decisionOn(tool, result);
      const decided = action === undefined ? [] : [{ kind: "user-action" as const, at, key: message.key(), action }];
      return {
        seen: [
          { kind: "tool-result", at, key, ok: memberOf(result, "is_error") !== true, agentId },
          ...decided.map((each) => ({ ...each, automated: false })),
        ],
        state: { ...gone(state, id, now), calls: withoutOpen(before.calls, id) },
      };
    }
    case "QuestionRequest":
      return { seen: [], state: waiting(state, readId(memberOf(payload, "tool_call_id")), now) };
    case "ApprovalRequest":
      return { seen: [], state: waiting(state, readId(memberOf(payload, "id")), now) };
    case "ApprovalResponse":
    case "ApprovalRequestResolved": {
      const key = readId(memberOf(payload, "request_id"));
      const response = memberOf(payload, "response");
      // A refusal may be the program's own, when a turn is stopped: the result of the call tells the person's.
      const isApproval = response === "approve" || response === "approve_for_session";
      if (key === undefined) return { seen: [], state };
      const seen: readonly Seen[] =
        isApproval && !isSubAgent ? [{ kind: "user-action", at, key, action: "approve", automated: false }] : [];
      return { seen, state: gone(state, key, now) };
    }
    case "StatusUpdate":
      return { seen: usageIn(message, agentId), state: before };
    default:
      // What the program notes meanwhile (status, hooks, notices) is no step of a turn.
      return { seen: [], state: before };
  }
}

/**
 * Whether a turn begins where another has begun or ended: a flow does not pause between its turns (`FlowRunner`, 1.12.0 to
 * 1.36.0), and only writing it down takes time. One that failed before its first step, or in a flow, may have no end:
 * what comes later than a person can type is the person's.
 */
function isAtOnce(edge: number | null, now: number): boolean {
  return edge !== null && now >= edge && now - edge <= AT_ONCE_MS;
}

const AT_ONCE_MS = 1000;

/** What a step took; the wire does not name the model. */
function usageIn(message: Message, agentId: string | undefined): readonly Seen[] {
  const said = memberOf(message.payload, "token_usage");
  const figures = figuresOf({
    input: memberOf(said, "input_other"),
    output: memberOf(said, "output"),
    cacheRead: memberOf(said, "input_cache_read"),
    cacheWrite: memberOf(said, "input_cache_creation"),
  });
  return figures === undefined ? [] : [{ kind: "usage", at: message.at, key: message.key(), agentId, ...figures }];
}

function fromInput(message: Message, input: unknown, automated: boolean): readonly Seen[] {
  const sent = sentIn(input);
  if (sent === undefined) return [];
  const { isCommand, ...prompt } = sent;
  const common = { at: message.at, key: message.key(), automated };
  return [
    isCommand ? { kind: "user-action", ...common, action: "command" } : { kind: "user-message", ...common, ...prompt },
  ];
}

/** A part of what the agent says or thinks: the answer that parts make has no text of its own. */
function asideIn(message: Message, agentId: string | undefined): readonly Seen[] {
  const { payload, at } = message;
  const of = memberOf(payload, "type") === "think" ? "reasoning" : "words";
  const text = memberOf(payload, of === "reasoning" ? "think" : "text");
  if (typeof text !== "string" || text.trim() === "") return [];
  return [{ kind: "aside", of, at, key: message.key(), ...worded(text.trim()), agentId }];
}

/** The text of a step comes in parts, with thoughts between them. */
function answerAfter(message: Message, { answer }: State): State["answer"] {
  const { payload, at } = message;
  const text = memberOf(payload, "type") === "text" ? memberOf(payload, "text") : undefined;
  const length = typeof text === "string" ? Buffer.byteLength(text.trim()) : 0;
  return length === 0 ? answer : { at, key: message.key(), length: length + (answer?.length ?? 0) };
}

function waiting(state: State, id: string | undefined, now: number): State {
  const { clock } = state;
  return clock === null || id === undefined ? state : { ...state, clock: waitingFor(clock, id, now) };
}

function gone(state: State, id: string, now: number): State {
  const { clock } = state;
  return clock === null ? state : { ...state, clock: doneWaitingFor(clock, id, now) };
}
