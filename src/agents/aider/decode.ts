import type { Observation } from "../../events/observation.ts";
import type { DocumentFormat } from "../../logs/documents/format.ts";
import { LocalTimes } from "../../logs/record/local-time.ts";
import { chatOf, projectOf } from "./discover.ts";
import { entriesIn, type Entry } from "./entries.ts";
import { sessionsIn } from "./sessions.ts";
import { endOfLines, typedIn } from "./typed.ts";

/** Aider writes an entry of its own within microseconds of what it is about: nobody types that fast. */
const AT_ONCE_MS = 1000;
/** A text of several lines that nobody went on with for so long was given up. */
const GIVEN_UP_MS = 3_600_000;

/** Input histories. `README.md` beside this file tells what they look like. */
export const aiderHistories: DocumentFormat = {
  revision: 1,
  *decode(log, documents) {
    const history = documents.text(log.path);
    if (history === undefined || log.zone === undefined) return false;
    const cwd = projectOf(log);
    // The start of a run is written before its first prompt, so that what comes later changes nothing.
    const path = chatOf(log);
    const chat = path === undefined ? undefined : documents.text(path);
    if (documents.failed) return false;
    const times = new LocalTimes(log.zone);
    const runs = sessionsIn(chat ?? "").flatMap(({ local, automated }) => {
      const at = times.instant(local);
      return at === undefined ? [] : [{ at, automated }];
    });
    const observer = new Observer(runs, cwd);
    for (const entry of entriesIn(history)) {
      const at = times.instant(entry.local);
      if (at !== undefined) yield* observer.entry(entry, at);
    }
    return false;
  },
};

interface Run {
  readonly at: string;
  readonly automated: boolean;
}

/** What the entries of a history show, one after the other. */
class Observer {
  readonly #runs: readonly Run[];
  readonly #cwd: string | undefined;
  #run: Run | undefined;
  #session: string | undefined;
  /** The entry before, and what it was. */
  #before: { readonly text: string; readonly millis: number; readonly isAnswer: boolean } | undefined;
  /** The lines of a text that is not finished. */
  #lines: { readonly end: string; readonly texts: string[] } | undefined;

  constructor(runs: readonly Run[], cwd: string | undefined) {
    this.#runs = runs;
    this.#cwd = cwd;
  }

  *entry({ local, key, text }: Entry, at: string): Generator<Observation, void, undefined> {
    const millis = Date.parse(at);
    const before = this.#before;
    const since = before === undefined ? Infinity : millis - before.millis;
    const isAtOnce = since >= 0 && since < AT_ONCE_MS;
    const run = this.#runs.findLast((one) => one.at <= at);
    if (run !== this.#run) this.#session = undefined;
    if (run !== this.#run || since > GIVEN_UP_MS) this.#lines = undefined;
    this.#run = run;
    const isFollowing = isAtOnce && before?.isAnswer === true && text.startsWith("/run ");
    const whole = this.#wholeOf(text);
    const typed = whole === undefined ? undefined : typedIn(whole);
    // What follows an answer at once may itself come twice, and several of it may follow.
    this.#before = { text, millis, isAnswer: typed?.kind === "answer" || isFollowing };
    if (typed === undefined || isFollowing || (isAtOnce && before?.text === text)) return;
    const isNew = this.#session === undefined;
    const sessionId = (this.#session ??= local);
    const place = { at, sessionId, cwd: this.#cwd };
    if (isNew && run !== undefined) yield { kind: "session-started", ...place };
    const automated = run?.automated === true && typed.kind !== "answer";
    if (typed.kind === "prompt")
      yield {
        kind: "user-message",
        key,
        length: typed.length,
        text: whole?.trim(),
        hasImage: false,
        automated,
        ...place,
      };
    else yield { kind: "user-action", key, action: typed.kind, automated, text: whole?.trim(), ...place };
  }

  /** The text that an entry finishes; `undefined` while there are lines to come. */
  #wholeOf(text: string): string | undefined {
    if (this.#lines === undefined) {
      const end = endOfLines(text);
      if (end === undefined) return text;
      this.#lines = { end, texts: [] };
      return undefined;
    }
    const { end, texts } = this.#lines;
    if (text.replaceAll(/^\r+|\r+$/g, "") !== end) {
      texts.push(text);
      return undefined;
    }
    this.#lines = undefined;
    return ` ${texts.join("\n")}`;
  }
}
