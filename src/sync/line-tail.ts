/** So many lines are passed on; a program that says more is not listened to for ever. */
const MOST_LINES = 50;
const LONGEST = 500;
const KEPT = 8;

/** Passes on the lines that another program says, and keeps the last of them. */
export class LineTail {
  readonly #say: (line: string) => void;
  #rest = "";
  #count = 0;
  readonly last: string[] = [];

  constructor(say: (line: string) => void) {
    this.#say = say;
  }

  add(bytes: Buffer): void {
    const [first = "", ...others] = bytes.toString("utf8").split("\n");
    this.#rest = (this.#rest + first).slice(0, LONGEST);
    for (const next of others) {
      this.#line(this.#rest);
      this.#rest = next.slice(0, LONGEST);
    }
  }

  /** What stands behind the last newline is a line too. */
  end(): void {
    this.#line(this.#rest);
    this.#rest = "";
  }

  #line(text: string): void {
    const line = text.trimEnd();
    if (line === "") return;
    this.last.push(line);
    if (this.last.length > KEPT) this.last.shift();
    this.#count++;
    if (this.#count <= MOST_LINES) this.#say(line);
    if (this.#count === MOST_LINES + 1) this.#say("... (more is not shown)");
  }
}
