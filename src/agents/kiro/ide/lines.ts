import { isObject, type JsonObject } from "../../../lib/json/json.ts";
import { jsonLines, type JsonRecord, type RecordFindings } from "../../../logs/lines/json-lines.ts";
import { isPresent, lineId, readId, readText, readTime } from "../../../logs/record/fields.ts";
import { openCall, withOpen, withoutOpen } from "../../../logs/record/open-calls.ts";
import { clockFrom, doneWaitingFor, waitingFor, workedMs } from "../../../logs/record/turn-clock.ts";
import { sessionOfName } from "../discover.ts";
import { toolFile } from "../tool-file.ts";
import { decisionIn, withAsk, withoutAsk } from "./asks.ts";
import { worded } from "../../../logs/record/worded.ts";
import { INITIAL, restoreState, type State } from "./state.ts";
import type { SkipReason } from "../../../logs/skip-reason.ts";

/** With these, somebody or something is at work in a session. */
const AT_WORK = new Set(["session_start", "user", "turn_start", "assistant", "tool_call"]);
const TYPES = new Set([
  ...AT_WORK,
  "tool_result",
  "turn_end",
  "pending_interaction",
  "interaction_resolved",
  "usage_summary",
  "sub_agent_start",
  "sub_agent_complete",
  "session_metadata",
  "session_event",
  "tombstone",
  "system",
  "agent_note",
  "error",
]);

/** The lines of a session of the IDE, and of the CLI since its version 3. */
export const storeLines = jsonLines<State>({ revision: 1, initialState: INITIAL, restoreState, decode });

/** A record, and where it stands. */
interface Entry {
  readonly payload: JsonObject;
  readonly at: string;
  readonly sessionId: string;
  readonly key: string;
}

function decode({ fields, bytes, log }: JsonRecord, state: State, found: RecordFindings): State {
  const { payload } = fields;
  const type = isObject(payload) ? payload["type"] : undefined;
  if (!isObject(payload) || typeof type !== "string") return passed("other-type");
  if (!TYPES.has(type)) found.unknown("type", type);
  const at = readTime(fields["timestamp"]);
  const sessionId = readId(sessionOfName(log));
  if (at === undefined || sessionId === undefined) return passed("incomplete");
  if (AT_WORK.has(type)) found.start({ at, sessionId });
  const entry = { payload, at, sessionId, key: readId(fields["id"]) ?? lineId(bytes) };
  switch (type) {
    case "session_start":
    case "user":
      // A hook and a task of a spec send their prompts as a person does.
      return passed("unattributed");
    case "turn_start":
      return begun(entry, state);
    case "turn_end":
      return ended(entry, state, found);
    case "pending_interaction":
      return asking(entry, state);
    case "interaction_resolved":
      return decided(entry, state, found);
    case "sub_agent_start":
      // It may ask the person, too, and says so in its own log alone.
      found.skipped("other-type");
      return { ...state, turn: null };
    case "tool_call":
      return called(entry, state, found);
    case "tool_result":
      return returned(entry, state, found);
    case "assistant":
      answered(entry, found);
      return state;
    default:
      return passed("other-type");
  }

  function passed(why: SkipReason): State {
    found.skipped(why);
    return state;
  }
}

function begun({ payload, at }: Entry, state: State): State {
  const execution = readId(payload["executionId"]);
  return execution === undefined ? state : { ...state, turn: { execution, clock: clockFrom(Date.parse(at)) } };
}

function ended({ payload, at, sessionId, key }: Entry, state: State, found: RecordFindings): State {
  const { turn } = state;
  if (turn === null || turn.execution !== payload["executionId"]) return state;
  found.add({ kind: "turn-ended", at, sessionId, key, durationMs: workedMs(turn.clock, Date.parse(at)) });
  return { ...state, turn: null, asks: [] };
}

function asking({ payload, at }: Entry, state: State): State {
  const { turn } = state;
  const id = readId(payload["toolCallId"]);
  const waiting =
    turn === null || id === undefined ? turn : { ...turn, clock: waitingFor(turn.clock, id, Date.parse(at)) };
  return { ...state, turn: waiting, asks: withAsk(state.asks, payload) };
}

function decided({ payload, at, sessionId, key }: Entry, state: State, found: RecordFindings): State {
  const { turn, asks } = state;
  const action = decisionIn(asks, payload);
  if (action === undefined) found.skipped("other-type");
  else found.add({ kind: "user-action", at, sessionId, key, action, automated: false });
  const id = readId(payload["toolCallId"]);
  const goingOn =
    turn === null || id === undefined ? turn : { ...turn, clock: doneWaitingFor(turn.clock, id, Date.parse(at)) };
  return { ...state, turn: goingOn, asks: withoutAsk(asks, payload) };
}

/** A call may be written again when its status changes. */
function called({ payload, at, sessionId, key }: Entry, state: State, found: RecordFindings): State {
  const id = readId(payload["toolCallId"]);
  if (openCall(state.calls, id) !== undefined) return (found.skipped("other-type"), state);
  const tool = readText(payload["toolName"]) ?? "unknown";
  found.add({ kind: "tool-use", at, sessionId, key, tool, file: toolFile(tool, payload["args"]) });
  return { ...state, calls: withOpen(state.calls, id, key, tool) };
}

function returned({ payload, at, sessionId }: Entry, state: State, found: RecordFindings): State {
  const id = readId(payload["toolCallId"]);
  const call = openCall(state.calls, id);
  if (call === undefined) return (found.skipped("other-type"), state);
  found.add({ kind: "tool-result", at, sessionId, key: call.key, ok: payload["success"] !== false });
  return { ...state, calls: withoutOpen(state.calls, id) };
}

function answered({ payload, at, sessionId, key }: Entry, found: RecordFindings): void {
  const { content, operationType: operation } = payload;
  const text = typeof content === "string" ? content.trim() : "";
  if (text === "" || (isPresent(operation) && operation !== "Say")) found.skipped("other-type");
  else found.add({ kind: "agent-message", at, sessionId, key, ...worded(text) });
}
