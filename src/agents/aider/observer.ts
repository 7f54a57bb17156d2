import type { Observation } from "../../events/observation.ts";
import type { Entry } from "./entries.ts";
import type { Run, Runs } from "./runs.ts";
import { endOfLines, typedIn } from "./typed.ts";

/** Aider writes an entry of its own within microseconds of what it is about: nobody types that fast. */
const AT_ONCE_MS = 1000;
/** A text of several lines that nobody went on with for so long was given up. */
const GIVEN_UP_MS = 3_600_000;

/** The lines of a text that is not finished. */
interface Lines {
  readonly run: Run | undefined;
  readonly end: string;
  readonly texts: string[];
  /** When the last of them was typed. */
  millis: number;
}

/** What the entries of a history show, one after the other. */
export class Observer {
  readonly #runs: Runs;
  readonly #cwd: string | undefined;
  readonly #sessions = new Map<Run | undefined, string>();
  /** The entry before, and what it was. */
  #before: { readonly text: string; readonly millis: number; readonly isAnswer: boolean } | undefined;
  #lines: Lines | undefined;
  /** The run that sent the last prompt by itself: answers are to what it asks then. */
  #asking: Run | undefined;

  constructor(runs: Runs, cwd: string | undefined) {
    this.#runs = runs;
    this.#cwd = cwd;
  }

  *entry({ local, key, text }: Entry, at: string): Generator<Observation, void, undefined> {
    const millis = Date.parse(at);
    if (this.#isOfAider(text, millis)) return;
    const program = this.#runs.served(text, at);
    const typing = program ?? this.#runs.typedAt(at);
    const whole = program === undefined ? this.#wholeOf(text, typing, millis) : text;
    const typed = whole === undefined ? undefined : typedIn(whole);
    const isAnswer = program === undefined && typed?.kind === "answer";
    this.#before = { text, millis, isAnswer };
    if (!isAnswer) this.#asking = program;
    if (typed === undefined) return;
    const run = this.#asking ?? typing;
    const isNew = !this.#sessions.has(run);
    if (isNew) this.#sessions.set(run, local);
    const place = { at, sessionId: this.#sessions.get(run) ?? local, cwd: this.#cwd };
    if (isNew && run !== undefined) yield { kind: "session-started", ...place };
    const common = { key, automated: program !== undefined, text: whole?.trim(), ...place };
    if (typed.kind === "prompt") yield { kind: "user-message", length: typed.length, hasImage: false, ...common };
    else yield { kind: "user-action", action: typed.kind, ...common };
  }

  /** Whether Aider wrote an entry for what stands in the one before: once more, or a command that the answer allowed. */
  #isOfAider(text: string, millis: number): boolean {
    const before = this.#before;
    if (before === undefined || millis < before.millis || millis - before.millis >= AT_ONCE_MS) return false;
    // What follows an answer at once may itself come twice, and several of it may follow.
    const isOfAider = before.text === text || (before.isAnswer && text.startsWith("/run "));
    if (isOfAider) this.#before = { text, millis, isAnswer: before.isAnswer };
    return isOfAider;
  }

  /** The text that an entry finishes; `undefined` while there are lines to come. */
  #wholeOf(text: string, run: Run | undefined, millis: number): string | undefined {
    const lines = this.#lines;
    if (lines === undefined || lines.run !== run || millis - lines.millis > GIVEN_UP_MS) {
      const end = endOfLines(text);
      this.#lines = end === undefined ? undefined : { run, end, texts: [], millis };
      return end === undefined ? text : undefined;
    }
    if (text.replaceAll(/^\r+|\r+$/g, "") !== lines.end) {
      lines.texts.push(text);
      lines.millis = millis;
      return undefined;
    }
    this.#lines = undefined;
    return ` ${lines.texts.join("\n")}`;
  }
}
