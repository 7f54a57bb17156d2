import type { Observation } from "../../events/observation.ts";
import type { Json, JsonObject } from "../../lib/json/json.ts";
import type { Rules } from "../../lib/scan/questions.ts";
import type { Tally } from "../../lib/scan/scanner.ts";
import { jsonLine } from "../../logs/lines/json-line.ts";
import type { LineFindings, ScannedDecoder, ScannedFormat } from "../../logs/lines/format.ts";
import type { Asked } from "../../logs/source.ts";
import { Copies, noCopies } from "./thread/copies.ts";
import { homeOf, isCompressed } from "./discover.ts";
import { tellUnknown, tellUnknownHead, tellUnknownTrigger } from "./known.ts";
import { restoredState, type RolloutState } from "./state.ts";
import { Observer } from "./observe.ts";
import { codexQuestions, passingIn } from "./questions.ts";
import { bareHeaderOf, isTimed, recordOf, type RolloutRecord, type Timed } from "./record.ts";
import { CodexUsage } from "./usage.ts";
import { Settings } from "./thread/settings.ts";
import { threadIdOf, threadIdOfName, threadOf, threadOfId, type Thread } from "./thread/thread.ts";

/** The lines of a rollout. `README.md` beside this file tells what they look like. */
export const codexLines: ScannedFormat = {
  revision: 4,
  moves: true,
  isCompressed,
  questions: codexQuestions,
  decoder(log, state, asked) {
    const before = state === undefined ? {} : restoredState(state, asked);
    return before === undefined ? undefined : new CodexDecoder(log.key, { ...before, home: homeOf(log) }, asked);
  },
};

/** The types of records that can show something. */
const TELLING: ReadonlySet<string> = new Set(["turn_context", "event_msg", "response_item", "compacted"]);

class CodexDecoder implements ScannedDecoder {
  readonly #name: string;
  readonly #home: string;
  readonly #asked: Asked;
  readonly #observer: Observer;
  #thread: Thread | null;
  #isGuess: boolean;
  #copies: Copies;
  readonly #settings: Settings;
  readonly #usage: CodexUsage | undefined;
  #started: boolean;

  constructor(name: string, state: Partial<RolloutState> & Pick<RolloutState, "home">, asked: Asked = {}) {
    this.#name = name;
    this.#home = state.home;
    this.#asked = asked;
    this.#observer = new Observer(state, asked);
    this.#settings = new Settings(state.settings);
    this.#thread = state.thread ?? null;
    this.#isGuess = state.isGuess ?? false;
    this.#copies = new Copies(state.copies ?? { state: "none", haveTurns: false, last: null });
    this.#started = state.started ?? false;
    this.#usage = asked.usage === true ? new CodexUsage(state.usage) : undefined;
  }

  state(): Json {
    return {
      home: this.#home,
      thread: this.#thread,
      isGuess: this.#isGuess,
      started: this.#started,
      copies: this.#copies.state(),
      settings: this.#settings.state(),
      ...this.#observer.state(),
      ...(this.#usage === undefined ? {} : { usage: this.#usage.state() }),
    } satisfies RolloutState;
  }

  line(raw: Buffer, offset: number, into: LineFindings): void {
    const { fields, isBlank } = jsonLine(raw, offset);
    if (fields !== undefined) this.record(fields, raw, into);
    else if (!isBlank) into.malformed(offset);
  }

  get passing(): Rules {
    const thread = this.#thread;
    const isSettled = thread !== null && this.#copies.isOver(thread) && (this.#started || thread.start !== "activity");
    const { isWaiting, inScript } = this.#observer;
    // Codex itself repeats a prompt in an event, or in an item.
    const havePrompts = thread?.isCodex !== true;
    return passingIn({ asked: this.#asked, isSettled, isWaiting, inScript, havePrompts });
  }

  get tally(): Tally | undefined {
    return this.#observer.lastWords;
  }

  set tally(tally: Tally | undefined) {
    this.#observer.lastWords = tally;
  }

  record(fields: JsonObject, _: Buffer, into: LineFindings): void {
    const record = recordOf(fields);
    const skipped = record === undefined ? this.#bare(fields, into) : this.#record(record, into);
    if (skipped !== undefined) into.skipped(skipped);
  }

  /** Before there was an envelope, the first line alone had a time. */
  #bare(fields: JsonObject, { observations }: LineFindings): string | undefined {
    const header = this.#thread === null ? bareHeaderOf(fields) : undefined;
    if (header === undefined) return "other-type";
    this.#thread = threadOfId(header.id);
    this.#settings.head(fields);
    this.#start(header.at, observations);
    return undefined;
  }

  #record(record: RolloutRecord, findings: LineFindings): string | undefined {
    const { type, payload } = record;
    const into = findings.observations;
    tellUnknown(type, payload, findings);
    if (type === "session_meta") return this.#head(record, findings);
    const isAnswer = type === "token_usage_record" && this.#usage !== undefined;
    if (!isAnswer && !TELLING.has(type)) return "other-type";
    const thread = (this.#thread ??= this.#guess());
    if (thread === null) return "incomplete";
    if (!this.#copies.isOwn(record, thread)) {
      this.#usage?.pass(record);
      return "copied";
    }
    // A sub-agent's turns are no person's, whatever begins them.
    if (type === "event_msg" && !thread.isSubAgent) tellUnknownTrigger(payload, findings);
    if (type === "turn_context") {
      this.#settings.turnContext(payload);
      return undefined;
    }
    if (!isTimed(record)) return "incomplete";
    const { at } = record;
    if (type === "compacted" || isAnswer) {
      if (type === "compacted" && this.#started && !thread.isSubAgent)
        into.push({ kind: "session-changed", ...this.#common(at), action: "compacted" });
      this.#account(record, thread, into);
      return undefined;
    }
    if (thread.start === "activity") this.#start(at, into);
    const scene = { thread, settings: this.#settings.state(), common: this.#common(at) };
    for (const seen of this.#observer.see(record, scene)) {
      if (seen.kind === "tool-use" && thread.start === "tool-use") this.#start(at, into);
      // What a thread of a sub-agent says before its first tool use has no session yet.
      if (this.#started || thread.start !== "tool-use") into.push(seen);
    }
    this.#account(record, thread, into);
    return undefined;
  }

  /** What a record says of usage, where that is asked for. */
  #account(record: Timed, thread: Thread, into: Observation[]): void {
    const usage = this.#usage;
    if (usage === undefined) return;
    const added = usage.added(record);
    const fault = usage.fault(record);
    const common = this.#common(record.at);
    const agentId = thread.isSubAgent ? thread.id : undefined;
    if (added !== undefined) {
      const key = this.#observer.keyOf("usage", record, thread, added.id);
      const model = this.#settings.state().model ?? undefined;
      into.push({ kind: "usage", ...common, key, model, agentId, ...added.figures });
    }
    if (fault === undefined) return;
    const key = this.#observer.keyOf(fault.kind, record, thread);
    into.push(fault.kind === "error" ? { ...common, key, agentId, ...fault } : { ...common, key, ...fault });
  }

  /** The first head is the thread's; it comes again, and those of other threads come with copies of their records. */
  #head({ payload, at }: RolloutRecord, into: LineFindings): string | undefined {
    const id = threadIdOf(payload);
    if (id === undefined) return "incomplete";
    if (this.#thread !== null && !(this.#isGuess && this.#thread.id === id)) {
      this.#copies.head(id === this.#thread.id, at);
      return undefined;
    }
    this.#thread = threadOf(id, payload);
    this.#isGuess = false;
    this.#copies = new Copies(noCopies(this.#thread));
    this.#settings.head(payload);
    tellUnknownHead(payload, into);
    return undefined;
  }

  /** A rollout whose first line was lost still has a name. */
  #guess(): Thread | null {
    const id = threadIdOfName(this.#name);
    this.#isGuess = true;
    return id === undefined ? null : threadOfId(id);
  }

  #start(at: string, into: Observation[]): void {
    if (this.#started) return;
    this.#started = true;
    into.push({ kind: "session-started", ...this.#common(at) });
  }

  #common(at: string) {
    const { cwd, gitBranch } = this.#settings.state();
    return { at, sessionId: this.#thread?.session ?? "", cwd: cwd ?? undefined, gitBranch: gitBranch ?? undefined };
  }
}
