import type { Automated } from "./session.ts";

/** Who sends what is sent in a session, one message after the other. */
export class Sender {
  readonly #automated: Automated;
  #isFirst = true;
  /** Whether the last prompt was a program's, so that nobody decides on the calls that follow it either. */
  isProgram: boolean;

  constructor(automated: Automated) {
    this.#automated = automated;
    this.isProgram = automated !== "none";
  }

  /** A prompt comes. */
  prompts(): void {
    this.isProgram = this.#automated === "all" || (this.#automated === "first" && this.#isFirst);
    this.#isFirst = false;
  }

  /** A summary comes in the place of the messages before, the first prompt among them. */
  summarizes(): void {
    this.#isFirst = false;
  }
}
