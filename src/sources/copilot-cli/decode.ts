import { canonicalTimestamp } from "../../events/timestamp.ts";
import { isObject, parseObject, type Json, type JsonObject } from "../../lib/json.ts";
import { cleanLine, withoutReturn } from "../clean-line.ts";
import { idOf, lineId, memberOf, present, textOf } from "../fields.ts";
import type { LineFindings, ScannedDecoder, ScannedFormat } from "../line-format.ts";
import { Calls } from "./calls.ts";
import { sessionOfName } from "./discover.ts";
import { observe } from "./observe.ts";
import { copilotQuestions, passing } from "./questions.ts";
import { ACTED, RECORD_TYPES } from "./record-types.ts";
import { Turn } from "./turn.ts";

const BLANK = /^[ \t\r]*$/;
/** More of a path is cut off in events. */
const PATH_UNITS = 4096;

/** The lines of a session's events. `README.md` beside this file tells what they look like. */
export const copilotLines: ScannedFormat = {
  revision: 2,
  questions: () => copilotQuestions,
  decoder(log, memo, asked) {
    const named = idOf(sessionOfName(log)) ?? null;
    const evidence = asked?.evidence === true;
    if (memo === undefined) {
      const nothing = { session: null, named, started: false, cwd: null, branch: null, mode: null };
      return new CopilotDecoder(nothing, { calls: new Calls(), turn: new Turn(), evidence });
    }
    const calls = Calls.unpacked(memberOf(memo, "calls"));
    const turn = Turn.unpacked(memberOf(memo, "turn"));
    if (!isObject(memo) || !("session" in memo) || calls === undefined || turn === undefined) return undefined;
    const { session, started, cwd, branch, mode } = memo as unknown as Memo;
    return new CopilotDecoder({ session, named, started, cwd, branch, mode }, { calls, turn, evidence });
  },
};

interface Beside {
  readonly calls: Calls;
  readonly turn: Turn;
  /** Whether observations of evidence are asked for. */
  readonly evidence: boolean;
}

/** What later records need of the earlier ones, beside the calls and the turn that have not ended. */
type Memo = {
  /** The session as the log itself says, else as it is named. */
  readonly session: string | null;
  readonly named: string | null;
  readonly started: boolean;
  readonly cwd: string | null;
  readonly branch: string | null;
  /** The mode that the session is in: interactive, plan, autopilot. */
  readonly mode: string | null;
};

class CopilotDecoder implements ScannedDecoder {
  readonly passing = passing;
  #memo: Memo;
  readonly #calls: Calls;
  #turn: Turn;
  readonly #evidence: boolean;

  constructor(memo: Memo, { calls, turn, evidence }: Beside) {
    this.#memo = memo;
    this.#calls = calls;
    this.#turn = turn;
    this.#evidence = evidence;
  }

  memo(): Json {
    return { ...this.#memo, calls: this.#calls.packed(), turn: this.#turn.packed() };
  }

  line(raw: Buffer, offset: number, into: LineFindings): void {
    const bytes = cleanLine(raw, offset);
    const text = bytes.toString("utf8");
    const fields = parseObject(text);
    if (fields !== undefined) this.#count(fields, bytes, into);
    else if (!BLANK.test(text)) into.malformed(offset);
  }

  record(fields: JsonObject, raw: Buffer, into: LineFindings): void {
    this.#count(fields, withoutReturn(raw), into);
  }

  #count(fields: JsonObject, bytes: Buffer, into: LineFindings): void {
    const skipped = this.#record(fields, bytes, into);
    if (skipped !== undefined) into.skipped(skipped);
  }

  #record(fields: JsonObject, bytes: Buffer, into: LineFindings): string | undefined {
    const { type, data, timestamp, agentId } = fields;
    if (typeof type === "string" && !RECORD_TYPES.has(type)) into.unknown("type", type);
    if (typeof type !== "string" || !isObject(data)) return "other-type";
    if (this.#isPlace(type, data)) return undefined;
    const at = typeof timestamp === "string" ? canonicalTimestamp(timestamp) : undefined;
    const sessionId = this.#memo.session ?? this.#memo.named;
    const isActed = ACTED.test(type);
    if (at === undefined || sessionId === null) return isActed ? "incomplete" : "other-type";
    const key = idOf(fields["id"]) ?? lineId(bytes);
    const before = { calls: this.#calls, turn: this.#turn, mode: this.#memo.mode };
    const seen = observe({ type, data, agentId, at, key }, before, (field, value) => into.unknown(field, value));
    const durationMs = present(agentId) ? undefined : this.#turn.note({ type, data, at });
    if (durationMs !== undefined) seen.push({ kind: "turn-ended", key, durationMs });
    if (!isActed && seen.length === 0) return "other-type";
    const { cwd, branch, started } = this.#memo;
    const common = { at, sessionId, cwd: cwd ?? undefined, gitBranch: branch ?? undefined };
    if (!started) into.observations.push({ kind: "session-started", ...common });
    // From here on it is this session, whatever a later record says.
    if (!started) this.#memo = { ...this.#memo, session: sessionId, started: true };
    for (const each of seen)
      if (this.#evidence || (each.kind !== "tool-result" && each.kind !== "agent-message"))
        into.observations.push({ ...each, ...common });
    return undefined;
  }

  /** Takes in what a record says of the session: it may go on in another directory, on another branch, in another mode. */
  #isPlace(type: string, data: JsonObject): boolean {
    if (type === "session.mode_changed") {
      this.#memo = { ...this.#memo, mode: textOf(data["newMode"]) ?? null };
      return true;
    }
    const isBegun = type === "session.start" || type === "session.resume";
    if (!isBegun && type !== "session.context_changed") return false;
    const context = isBegun ? data["context"] : data;
    this.#memo = {
      ...this.#memo,
      session: this.#memo.session ?? (isBegun ? idOf(data["sessionId"]) : undefined) ?? null,
      cwd: pathOf(memberOf(context, "cwd")) ?? this.#memo.cwd,
      branch: pathOf(memberOf(context, "branch")) ?? this.#memo.branch,
      // A program that is started again says anew in which mode it is.
      mode: isBegun ? null : this.#memo.mode,
    };
    if (isBegun) this.#turn = new Turn();
    return true;
  }
}

function pathOf(value: unknown): string | undefined {
  return textOf(value)?.slice(0, PATH_UNITS);
}
