import { isObject, type Json, type JsonObject } from "../../lib/json/json.ts";
import { jsonLines, type JsonRecord, type RecordFindings } from "../../logs/lines/json-lines.ts";
import { lineId, readId, readKeptText, readTime, isTextOrNull } from "../../logs/record/fields.ts";
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
  /** The session that this one is forked from, while its records are copies of that one's. */
  readonly parent: string | null;
  /** The last message that was copied, until it was seen. */
  readonly copiedTo: string | null;
  readonly turns: Turns;
  readonly calls: OpenCalls;
};

const TYPES = new Set(["session_start", "message", "todo_state", "compaction_state", "agent_turn_outcome"]);

/** The lines of a session. `README.md` beside this file tells what they look like. */
export const droidLines = jsonLines<State>({
  revision: 3,
  initialState: { session: null, cwd: null, caller: null, parent: null, copiedTo: null, turns: [], calls: [] },
  restoreState,
  decode,
});

function restoreState(stored: Json): State | undefined {
  if (!isObject(stored)) return undefined;
  const { session, cwd, caller, parent, copiedTo, turns, calls } = stored;
  if (!isTextOrNull(session) || !isTextOrNull(cwd) || !isTextOrNull(caller)) return undefined;
  if (!isTextOrNull(parent) || !isTextOrNull(copiedTo)) return undefined;
  return isTurns(turns) && isOpenCalls(calls) ? { session, cwd, caller, parent, copiedTo, turns, calls } : undefined;
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
  if (type === "compaction_state" && session !== undefined) {
    const at = readTime(fields["timestamp"]);
    // Of a sub-agent's nothing is told, and the fork's copies are told of its parent.
    if (at === undefined || state.caller !== null) found.skipped("other-type");
    else {
      const of = { sessionId: state.parent ?? session, cwd: state.cwd ?? undefined };
      found.add({ kind: "session-changed", at, ...of, action: "compacted" });
    }
    return state;
  }
  const ended = type === "agent_turn_outcome" ? turnOutcome(fields, state.turns) : undefined;
  if (ended === undefined || session === undefined || state.caller !== null) {
    found.skipped("other-type");
    return state;
  }
  const { turns, ...turn } = ended;
  found.add({ kind: "turn-ended", ...turn, sessionId: state.parent ?? session, cwd: state.cwd ?? undefined });
  return { ...state, turns };
}

function begun(head: JsonObject): State {
  const copiedTo = readId(head["forkedAtMessageId"]) ?? null;
  return {
    session: readId(head["id"]) ?? null,
    cwd: readKeptText(head["cwd"]) ?? null,
    caller: readId(head["callingSessionId"]) ?? null,
    parent: copiedTo === null ? null : (readId(head["parent"]) ?? null),
    copiedTo,
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
  const isCopy = state.copiedTo !== null;
  const place = isCopy
    ? { parent: state.parent, copiedTo: id === state.copiedTo ? null : state.copiedTo }
    : { parent: null, copiedTo: null };
  const at = readTime(fields["timestamp"]);
  const { message } = fields;
  if (at === undefined || !isObject(message)) {
    found.skipped("incomplete");
    return { ...state, ...place };
  }
  const { session, caller, turns, calls } = state;
  const from = { at, key: id ?? lineId(bytes), agentId: caller === null ? undefined : session };
  const { seen, ...after } = observe(message, { ...from, turns, calls }, (field, value) => found.unknown(field, value));
  const common = { at, sessionId: caller ?? place.parent ?? session, cwd: state.cwd ?? undefined };
  if (caller === null && !isCopy && (seen.length > 0 || message["role"] === "assistant")) found.start(common);
  for (const each of seen) found.add({ ...each, ...common });
  if (!seen.some(({ kind }) => kind !== "aside")) found.skipped("other-type");
  return { ...state, ...place, ...after };
}
