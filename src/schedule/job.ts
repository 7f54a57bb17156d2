/** What a timer is to run. */
export interface Job {
  /** The program and its arguments, all paths absolute: a timer has no shell's environment. */
  readonly command: readonly string[];
  /** The command that prints the same entry again. */
  readonly again: readonly string[];
  /** How often: less than an hour and dividing it, or whole hours that divide a day. */
  readonly minutes: number;
  readonly dataDir: string;
  /** Where util-linux's `flock` is, if it is there. */
  readonly flock: string | undefined;
}

export interface Entry {
  /** The entry as the timer reads it. */
  readonly entry: string;
  /** The lines that install it. */
  readonly install: readonly string[];
}

const PLAIN = /^[A-Za-z0-9_@%+=:,./-]+$/;

/** A command line for a shell. */
export function shellLine(words: readonly string[]): string {
  return words.map((word) => (PLAIN.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(" ");
}
