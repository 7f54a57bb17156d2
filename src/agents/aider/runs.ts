import type { RunStart } from "./chat.ts";

/** A run of Aider, from a known moment on. */
export interface Run extends Omit<RunStart, "local"> {
  /** Canonical. */
  readonly at: string;
}

/** Between its start and its prompt a run reads the project: an hour at the most, and one more where clocks are put back. */
const BEGINNING_MS = 7_200_000;

/** Tells in which run an entry was made: several may go on at once in a project. */
export class Runs {
  readonly #all: readonly Run[];
  readonly #typed: readonly Run[];
  /** Those whose one prompt was met. */
  readonly #served = new Set<Run>();

  /** The runs in the order of their starts. */
  constructor(all: readonly Run[]) {
    this.#all = all;
    this.#typed = all.filter(({ isTyped }) => isTyped);
  }

  /**
   * The run that wrote an entry because its command line gives it this prompt. It writes no other, so that what comes later is
   * another run's; and one that failed before its prompt has none.
   */
  served(text: string, at: string): Run | undefined {
    const earliest = new Date(Date.parse(at) - BEGINNING_MS).toISOString();
    const [line = ""] = text.trim().split("\n", 1);
    for (let index = this.#all.findLastIndex((one) => one.at <= at); index >= 0; index--) {
      const run = this.#all[index];
      if (run === undefined || run.at < earliest) return undefined;
      if (run.message === undefined || this.#served.has(run) || !isIn(run.message, line.trim())) continue;
      this.#served.add(run);
      return run;
    }
    return undefined;
  }

  /** The last run by then in which somebody typed; where the history tells of none, the last one. */
  typedAt(at: string): Run | undefined {
    const isStarted = (run: Run) => run.at <= at;
    return this.#typed.findLast(isStarted) ?? this.#all.findLast(isStarted);
  }
}

/** Whether a prompt may be the one of a command line; one that begins with a line break stands in the lines below. */
function isIn(message: string, line: string): boolean {
  return message.trim() === "" || message.includes(line);
}
