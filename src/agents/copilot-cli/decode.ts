import { isUsage, type SessionChange } from "../../events/observation.ts";
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
import { isTold, NOTHING_TOLD, type Told } from "./usage.ts";
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
  /** Whether the start of the session was told. */
  readonly isBegun: boolean;
  readonly told: Told;
};

/** The lines of a session's events. `README.md` beside this file tells what they look like. */
export const copilotLines = jsonLines<State>({
  revision: 4,
  initialState: {
    session: null,
    cwd: null,
    branch: null,
    mode: null,
    calls: [],
    turn: NO_TURN,
    isBegun: false,
    told: NOTHING_TOLD,
  },
  restoreState,
  decode,
  scan: { questions: copilotQuestions, passing },
});

function restoreState(stored: Json): State | undefined {
  if (!isObject(stored)) return undefined;
  const { session, cwd, branch, mode, calls, turn, isBegun, told } = stored;
  if (!isTextOrNull(session) || !isTextOrNull(cwd) || !isTextOrNull(branch) || !isTextOrNull(mode)) return undefined;
  if (typeof isBegun !== "boolean" || !isTold(told) || !isCalls(calls) || !isTurn(turn)) return undefined;
  return { session, cwd, branch, mode, calls, turn, isBegun, told };
}

function decode({ fields, bytes, log }: JsonRecord, state: State, found: RecordFindings): State {
  const { type, data, timestamp, agentId } = fields;
  if (typeof type === "string" && !RECORD_TYPES.has(type)) found.unknown("type", type);
  if (typeof type !== "string" || !isObject(data)) return passed("other-type");
  const at = readTime(timestamp);
  if (PLACES.has(type)) return placed({ type, data, at }, state, found);
  const session = state.session ?? readId(sessionOfName(log));
  const isActed = ACTED.test(type);
  if (at === undefined || session === undefined) return passed(isActed ? "incomplete" : "other-type");
  const key = readId(fields["id"]) ?? lineId(bytes);
  const before = { calls: state.calls, turn: state.turn, mode: state.mode, told: state.told };
  const seen = observe({ type, data, agentId, at, key }, before, (field, value) => found.unknown(field, value));
  let { turn } = before;
  if (!isPresent(agentId)) {
    const after = turnAfter(turn, { type, data, at });
    ({ turn } = after);
    if (after.durationMs !== undefined) seen.push({ kind: "turn-ended", key, durationMs: after.durationMs });
  }
  const now = { ...state, calls: before.calls, turn, told: before.told };
  const common = commonIn(state, session, at);
  // What was taken, or went wrong, shows nobody who begins to work.
  const isStart = isActed || seen.some((each) => !isUsage(each));
  if (isStart) found.start(common);
  for (const each of seen) found.add({ ...each, ...common });
  const change = state.isBegun && !isPresent(agentId) ? changeBy(type, data) : undefined;
  if (change !== undefined) found.add({ kind: "session-changed", ...common, action: change });
  // From here on it is this session, whatever a later record says.
  if (isStart) return { ...now, session, isBegun: true };
  if (seen.length === 0 && change === undefined) found.skipped("other-type");
  return now;

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

/** What all observations of a record have. */
function commonIn({ cwd, branch }: State, sessionId: string, at: string) {
  return { at, sessionId, cwd: cwd ?? undefined, gitBranch: branch ?? undefined };
}

/** The state after a record that places the session, which may say that it was resumed. */
function placed(
  { type, data, at }: { readonly type: string; readonly data: JsonObject; readonly at: string | undefined },
  before: State,
  found: RecordFindings,
): State {
  const state = placedBy(type, data, before);
  if (type === "session.resume" && state.isBegun && at !== undefined && state.session !== null)
    found.add({ kind: "session-changed", ...commonIn(state, state.session, at), action: "resumed" });
  return state;
}

/** What a record says of the session that goes on. */
function changeBy(type: string, data: JsonObject): SessionChange | undefined {
  if (type === "session.compaction_complete") return data["success"] === true ? "compacted" : undefined;
  if (type === "session.context_cleared") return "cleared";
  return type === "session.shutdown" ? "ended" : undefined;
}

function placedBy(type: string, data: JsonObject, state: State): State {
  if (type === "session.mode_changed") return { ...state, mode: readText(data["newMode"]) ?? null };
  const isBegun = type !== "session.context_changed";
  const context = isBegun ? data["context"] : data;
  const place = {
    cwd: readKeptText(memberOf(context, "cwd")) ?? state.cwd,
    branch: readKeptText(memberOf(context, "branch")) ?? state.branch,
  };
  if (!isBegun) return { ...state, ...place };
  const session = state.session ?? readId(data["sessionId"]) ?? null;
  // A program that is started again says anew in which mode it is, has no turn, and counts from nothing.
  return { ...state, ...place, session, mode: null, turn: NO_TURN, told: NOTHING_TOLD };
}
