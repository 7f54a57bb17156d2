import { isObject, type Json, type JsonObject } from "../../lib/json/json.ts";
import { jsonLines, type JsonRecord, type RecordFindings } from "../../logs/lines/json-lines.ts";
import { lineId, readId, readKeptText, readTime } from "../../logs/record/fields.ts";
import { sessionOfName } from "./discover.ts";
import { observe } from "./observe.ts";
import { isOpenCalls, type OpenCalls } from "../../logs/record/open-calls.ts";
import { isTurns, turnOutcome, type Turns } from "./turn.ts";

/** What later records need of the earlier ones. */
type State = {
  readonly session: string | null;
  readonly cwd: string | null;
  /** The session that called this one, which is a sub-agent's then. */
  readonly caller: string | null;
  /** The last message that was copied from the session that this one is forked from, until it was seen. */
  readonly copiedTo: string | null;
  readonly turns: Turns;
  readonly calls: OpenCalls;
};

const TYPES = new Set(["session_start", "message", "todo_state", "compaction_state", "agent_turn_outcome"]);

/** The lines of a session. `README.md` beside this file tells what they look like. */
export const droidLines = jsonLines<State>({
  revision: 1,
  initialState: { session: null, cwd: null, caller: null, copiedTo: null, turns: [], calls: [] },
  restoreState,
  decode,
});

function restoreState(stored: Json): State | undefined {
  if (!isObject(stored)) return undefined;
  const { session, cwd, caller, copiedTo, turns, calls } = stored;
  if (!isText(session) || !isText(cwd) || !isText(caller) || !isText(copiedTo)) return undefined;
  return isTurns(turns) && isOpenCalls(calls) ? { session, cwd, caller, copiedTo, turns, calls } : undefined;
}

function isText(stored: unknown): stored is string | null {
  return stored === null || typeof stored === "string";
}

function decode(record: JsonRecord, state: State, found: RecordFindings): State {
  const { fields, log } = record;
  const { type } = fields;
  if (typeof type === "string" && !TYPES.has(type)) found.unknown("type", type);
  if (type === "session_start") {
    found.skipped("other-type");
    return begun(fields);
  }
  const session = state.session ?? readId(sessionOfName(log));
  if (type === "message" && session !== undefined) return decodeMessage(record, { ...state, session }, found);
  const ended = type === "agent_turn_outcome" ? turnOutcome(fields, state.turns) : undefined;
  if (ended === undefined || session === undefined || state.caller !== null) {
    found.skipped("other-type");
    return state;
  }
  const { turns, ...turn } = ended;
  found.add({ kind: "turn-ended", ...turn, sessionId: session, cwd: state.cwd ?? undefined });
  return { ...state, turns };
}

function begun(head: JsonObject): State {
  return {
    session: readId(head["id"]) ?? null,
    cwd: readKeptText(head["cwd"]) ?? null,
    caller: readId(head["callingSessionId"]) ?? null,
    copiedTo: readId(head["forkedAtMessageId"]) ?? null,
    turns: [],
    calls: [],
  };
}

function decodeMessage(
  { fields, bytes }: JsonRecord,
  state: State & { session: string },
  found: RecordFindings,
): State {
  const id = readId(fields["id"]);
  if (state.copiedTo !== null) {
    found.skipped("copied");
    return { ...state, copiedTo: id === state.copiedTo ? null : state.copiedTo };
  }
  const at = readTime(fields["timestamp"]);
  const { message } = fields;
  if (at === undefined || !isObject(message)) {
    found.skipped("incomplete");
    return state;
  }
  const { session, caller, turns, calls } = state;
  const from = { at, key: id ?? lineId(bytes), agentId: caller === null ? undefined : session };
  const { seen, ...after } = observe(message, { ...from, turns, calls }, (field, value) => found.unknown(field, value));
  const common = { at, sessionId: caller ?? session, cwd: state.cwd ?? undefined };
  if (caller === null && (seen.length > 0 || message["role"] === "assistant")) found.start(common);
  for (const each of seen) found.add({ ...each, ...common });
  if (seen.length === 0) found.skipped("other-type");
  return { ...state, ...after };
}
