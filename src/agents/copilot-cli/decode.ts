import { isObject, type Json, type JsonObject } from "../../lib/json/json.ts";
import {
  readId,
  readKeptText,
  lineId,
  memberOf,
  isPresent,
  readText,
  readTime,
  isTextOrNull,
} from "../../logs/record/fields.ts";
import { jsonLines, type JsonRecord, type RecordFindings } from "../../logs/lines/json-lines.ts";
import { isCalls, type Calls } from "./calls.ts";
import { sessionOfName } from "./discover.ts";
import { observe } from "./observe.ts";
import { copilotQuestions, passing } from "./questions.ts";
import { ACTED, RECORD_TYPES } from "./record-types.ts";
import { isTurn, NO_TURN, turnAfter, type Turn } from "./turn.ts";
import type { SkipReason } from "../../logs/skip-reason.ts";

/** What later records need of the earlier ones. */
type State = {
  /** The session as the log itself says, or as it is named once something has happened in it. */
  readonly session: string | null;
  readonly cwd: string | null;
  readonly branch: string | null;
  /** The mode that the session is in: interactive, plan, autopilot. */
  readonly mode: string | null;
  readonly calls: Calls;
  readonly turn: Turn;
};

/** The lines of a session's events. `README.md` beside this file tells what they look like. */
export const copilotLines = jsonLines<State>({
  revision: 2,
  initialState: { session: null, cwd: null, branch: null, mode: null, calls: [], turn: NO_TURN },
  restoreState,
  decode,
  scan: { questions: copilotQuestions, passing },
});

function restoreState(stored: Json): State | undefined {
  if (!isObject(stored)) return undefined;
  const { session, cwd, branch, mode, calls, turn } = stored;
  if (!isTextOrNull(session) || !isTextOrNull(cwd) || !isTextOrNull(branch) || !isTextOrNull(mode)) return undefined;
  return isCalls(calls) && isTurn(turn) ? { session, cwd, branch, mode, calls, turn } : undefined;
}

function decode({ fields, bytes, log }: JsonRecord, state: State, found: RecordFindings): State {
  const { type, data, timestamp, agentId } = fields;
  if (typeof type === "string" && !RECORD_TYPES.has(type)) found.unknown("type", type);
  if (typeof type !== "string" || !isObject(data)) return passed("other-type");
  if (PLACES.has(type)) return placedBy(type, data, state);
  const at = readTime(timestamp);
  const session = state.session ?? readId(sessionOfName(log));
  const isActed = ACTED.test(type);
  if (at === undefined || session === undefined) return passed(isActed ? "incomplete" : "other-type");
  const key = readId(fields["id"]) ?? lineId(bytes);
  const before = { calls: state.calls, turn: state.turn, mode: state.mode };
  const seen = observe({ type, data, agentId, at, key }, before, (field, value) => found.unknown(field, value));
  let { turn } = before;
  if (!isPresent(agentId)) {
    const after = turnAfter(turn, { type, data, at });
    ({ turn } = after);
    if (after.durationMs !== undefined) seen.push({ kind: "turn-ended", key, durationMs: after.durationMs });
  }
  const now = { ...state, calls: before.calls, turn };
  if (!isActed && seen.length === 0) {
    found.skipped("other-type");
    return now;
  }
  const common = { at, sessionId: session, cwd: state.cwd ?? undefined, gitBranch: state.branch ?? undefined };
  found.start(common);
  for (const each of seen) found.add({ ...each, ...common });
  // From here on it is this session, whatever a later record says.
  return { ...now, session };

  function passed(reason: SkipReason): State {
    found.skipped(reason);
    return state;
  }
}

/** Records that say where and how the session goes on: in another directory, on another branch, in another mode. */
const PLACES: ReadonlySet<string> = new Set([
  "session.start",
  "session.resume",
  "session.context_changed",
  "session.mode_changed",
]);

function placedBy(type: string, data: JsonObject, state: State): State {
  if (type === "session.mode_changed") return { ...state, mode: readText(data["newMode"]) ?? null };
  const isBegun = type !== "session.context_changed";
  const context = isBegun ? data["context"] : data;
  const place = {
    cwd: readKeptText(memberOf(context, "cwd")) ?? state.cwd,
    branch: readKeptText(memberOf(context, "branch")) ?? state.branch,
  };
  if (!isBegun) return { ...state, ...place };
  // A program that is started again says anew in which mode it is, and has no turn.
  return { ...state, ...place, session: state.session ?? readId(data["sessionId"]) ?? null, mode: null, turn: NO_TURN };
}
