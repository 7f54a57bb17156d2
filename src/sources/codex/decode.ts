import type { Observation } from "../../events/observation.ts";
import { parseObject, type Json, type JsonObject } from "../../lib/json.ts";
import { cleanLine } from "../clean-line.ts";
import { memberOf, textOf } from "../fields.ts";
import type { LineDecoder, LineFindings, LineFormat } from "../line-format.ts";
import { Copies, noCopies } from "./copies.ts";
import { homeOf, isCompressed } from "./discover.ts";
import { memoOf, type Memo } from "./memo.ts";
import { Observer } from "./observe.ts";
import { bareHeaderOf, recordOf, type RolloutRecord } from "./record.ts";
import { threadIdOf, threadIdOfName, threadOf, threadOfId, type Thread } from "./thread.ts";

const BLANK = /^[ \t\r]*$/;
/** More of a path is cut off in events. */
const PATH_UNITS = 4096;

/** The lines of a rollout. `README.md` beside this file tells what they look like. */
export const codexLines: LineFormat = {
  revision: 1,
  moves: true,
  isCompressed,
  decoder(log, memo) {
    const before = memo === undefined ? { home: homeOf(log) } : memoOf(memo);
    return before === undefined ? undefined : new CodexDecoder(log.key, { ...before, home: homeOf(log) });
  },
};

class CodexDecoder implements LineDecoder {
  readonly #name: string;
  readonly #home: string;
  readonly #observer: Observer;
  #thread: Thread | null;
  #isGuess: boolean;
  #copies: Copies;
  #started: boolean;
  #cwd: string | null;
  #gitBranch: string | null;

  constructor(name: string, memo: Partial<Memo> & Pick<Memo, "home">) {
    this.#name = name;
    this.#home = memo.home;
    this.#observer = new Observer(memo);
    this.#thread = memo.thread ?? null;
    this.#isGuess = memo.isGuess ?? false;
    this.#copies = new Copies(memo.copies ?? { state: "none", haveTurns: false, last: null });
    this.#started = memo.started ?? false;
    this.#cwd = memo.cwd ?? null;
    this.#gitBranch = memo.gitBranch ?? null;
  }

  memo(): Json {
    return {
      home: this.#home,
      thread: this.#thread,
      isGuess: this.#isGuess,
      started: this.#started,
      copies: this.#copies.memo(),
      cwd: this.#cwd,
      gitBranch: this.#gitBranch,
      ...this.#observer.memo(),
    } satisfies Memo;
  }

  line(raw: Buffer, offset: number, into: LineFindings): void {
    const text = cleanLine(raw, offset).toString("utf8");
    const fields = parseObject(text);
    if (fields === undefined) {
      if (!BLANK.test(text)) into.malformed(offset);
      return;
    }
    const record = recordOf(fields);
    const skipped = record === undefined ? this.#bare(fields, into) : this.#record(record, into.observations);
    if (skipped !== undefined) into.skipped(skipped);
  }

  /** Before there was an envelope, the first line alone had a time. */
  #bare(fields: JsonObject, { observations }: LineFindings): string | undefined {
    const header = this.#thread === null ? bareHeaderOf(fields) : undefined;
    if (header === undefined) return "other-type";
    this.#thread = threadOfId(header.id);
    this.#remember(fields);
    this.#start(header.at, observations);
    return undefined;
  }

  #record(record: RolloutRecord, into: Observation[]): string | undefined {
    const { type, at } = record;
    if (type === "session_meta") return this.#head(record);
    if (type !== "turn_context" && type !== "event_msg" && type !== "response_item") return "other-type";
    const thread = (this.#thread ??= this.#guess());
    if (thread === null) return "incomplete";
    if (!this.#copies.isOwn(record, thread)) return "copied";
    if (type === "turn_context") {
      this.#cwd = pathOf(record.payload["cwd"]) ?? this.#cwd;
      return undefined;
    }
    if (at === undefined) return "incomplete";
    if (thread.start === "activity") this.#start(at, into);
    const seen = this.#observer.see({ ...record, at }, thread, this.#common(at));
    if (seen === undefined) return undefined;
    if (thread.start === "tool-use") this.#start(at, into);
    into.push(seen);
    return undefined;
  }

  /** The first head is the thread's; it comes again, and those of other threads come with copies of their records. */
  #head({ payload, at }: RolloutRecord): string | undefined {
    const id = threadIdOf(payload);
    if (id === undefined) return "incomplete";
    if (this.#thread !== null && !(this.#isGuess && this.#thread.id === id)) {
      this.#copies.head(id === this.#thread.id, at);
      return undefined;
    }
    this.#thread = threadOf(id, payload);
    this.#isGuess = false;
    this.#copies = new Copies(noCopies(this.#thread));
    this.#remember(payload);
    return undefined;
  }

  /** A rollout whose first line was lost still has a name. */
  #guess(): Thread | null {
    const id = threadIdOfName(this.#name);
    this.#isGuess = true;
    return id === undefined ? null : threadOfId(id);
  }

  #remember(head: JsonObject): void {
    this.#cwd = pathOf(head["cwd"]) ?? this.#cwd;
    this.#gitBranch = pathOf(memberOf(head["git"], "branch")) ?? this.#gitBranch;
  }

  #start(at: string, into: Observation[]): void {
    if (this.#started) return;
    this.#started = true;
    into.push({ kind: "session-started", ...this.#common(at) });
  }

  #common(at: string) {
    const sessionId = this.#thread?.session ?? "";
    return { at, sessionId, cwd: this.#cwd ?? undefined, gitBranch: this.#gitBranch ?? undefined };
  }
}

function pathOf(value: unknown): string | undefined {
  return textOf(value)?.slice(0, PATH_UNITS);
}
