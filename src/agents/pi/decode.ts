import { isUsage } from "../../events/observation.ts";
import { isObject, type Json, type JsonObject } from "../../lib/json/json.ts";
import { jsonLines, type JsonRecord, type RecordFindings } from "../../logs/lines/json-lines.ts";
import { isOpenCalls, type OpenCalls } from "../../logs/record/open-calls.ts";
import { readId, readKeptText, readText, readTime, isTextOrNull } from "../../logs/record/fields.ts";
import { observe } from "./observe.ts";
import { isTurn, turnBeside, type Turn } from "./turn.ts";
import type { SkipReason } from "../../logs/skip-reason.ts";

/** What later entries need of the earlier ones. */
type State = {
  readonly session: string | null;
  readonly cwd: string | null;
  /** The session that this one is forked from, and when: what is older was copied from it. */
  readonly parent: string | null;
  readonly forkedAt: string | null;
  /** The turn that goes on. */
  readonly turn: Turn | null;
  /** When the last message was written, of the person, the agent, a tool or an extension: milliseconds since 1970. */
  readonly spoken: number | null;
  readonly calls: OpenCalls;
};

const TYPES = new Set([
  "session",
  "message",
  "model_change",
  "thinking_level_change",
  "usage",
  "compaction",
  "branch_summary",
  "custom",
  "custom_message",
  "label",
  "session_info",
  "context_edit",
]);

/** Who speaks in a turn. What the program and `!` commands write shows no agent at work. */
const SPEAKERS = new Set<unknown>(["user", "assistant", "toolResult"]);

/** The lines of a session. `README.md` beside this file tells what they look like. */
export const piLines = jsonLines<State>({
  revision: 4,
  initialState: { session: null, cwd: null, parent: null, forkedAt: null, turn: null, spoken: null, calls: [] },
  restoreState,
  decode,
});

function restoreState(stored: Json): State | undefined {
  if (!isObject(stored)) return undefined;
  const { session, cwd, parent, forkedAt, turn, spoken, calls } = stored;
  if (
    !isTextOrNull(session) ||
    !isTextOrNull(cwd) ||
    !isTextOrNull(parent) ||
    !isTextOrNull(forkedAt) ||
    !(spoken === null || typeof spoken === "number") ||
    !isOpenCalls(calls)
  )
    return undefined;
  return turn === null || isTurn(turn) ? { session, cwd, parent, forkedAt, turn, spoken, calls } : undefined;
}

function decode({ fields }: JsonRecord, state: State, found: RecordFindings): State {
  const { type, message } = fields;
  if (typeof type === "string" && !TYPES.has(type)) found.unknown("type", type);
  if (type === "session") {
    found.skipped("other-type");
    return begun(fields);
  }
  if (type !== "message" && type !== "compaction" && type !== "custom_message") return passed("other-type");
  const written = readTime(fields["timestamp"]);
  const { session, cwd, parent, forkedAt, turn, spoken, calls } = state;
  if (type === "custom_message") {
    if (written === undefined) return passed("incomplete");
    found.skipped("other-type");
    const at = Date.parse(written);
    return { ...state, turn: turnBeside(turn, at, spoken), spoken: at };
  }
  if (type === "compaction") {
    if (written === undefined || session === null) return passed("incomplete");
    const isOld = forkedAt !== null && Date.parse(written) < Date.parse(forkedAt);
    const sessionId = isOld ? (parent ?? session) : session;
    found.add({ kind: "session-changed", at: written, sessionId, cwd: cwd ?? undefined, action: "compacted" });
    return state;
  }
  if (written === undefined || session === null || !isObject(message)) return passed("incomplete");
  const isCopy = forkedAt !== null && Date.parse(written) < Date.parse(forkedAt);
  const shown = observe(fields, message, { written, turn, spoken, calls });
  if (!shown.seen.some(({ kind }) => kind !== "aside")) found.skipped("other-type");
  for (const seen of shown.seen) {
    const common = { sessionId: isCopy ? (parent ?? session) : session, cwd: cwd ?? undefined };
    if (!isCopy && seen.kind !== "aside" && !isUsage(seen)) found.start({ at: seen.at, ...common });
    found.add({ ...seen, ...common });
  }
  const isSpoken = SPEAKERS.has(message["role"]);
  return { ...state, turn: shown.turn, spoken: isSpoken ? Date.parse(written) : spoken, calls: shown.calls };

  function passed(why: SkipReason): State {
    found.skipped(why);
    return state;
  }
}

function begun(header: JsonObject): State {
  const file = readText(header["parentSession"]);
  // The file is named after its session.
  const [, parent] = /_([^/\\]+)\.jsonl$/.exec(file ?? "") ?? [];
  return {
    session: readId(header["id"]) ?? null,
    cwd: readKeptText(header["cwd"]) ?? null,
    parent: readId(parent) ?? null,
    forkedAt: (file !== undefined ? readTime(header["timestamp"]) : undefined) ?? null,
    turn: null,
    spoken: null,
    calls: [],
  };
}
