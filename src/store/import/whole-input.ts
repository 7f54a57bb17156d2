import { createHash, type Hash } from "node:crypto";
import type { Rules } from "../../delivery.ts";
import type { EndMark } from "../../events/end-mark.ts";
import { EVENT_TYPES, type EventType } from "../../events/event-type.ts";
import { EXIT, Failure } from "../../failure.ts";
import { splitLines, type StreamLine } from "../../lib/files/line-splitter.ts";
import type { Input } from "./import.ts";
import { incomingOf, LINE_CAP } from "./incoming.ts";

/** Whose sessions an input holds, and the sessions themselves. */
export interface SessionName {
  readonly sessionId: string;
  readonly agent: string | null;
  readonly machineId: string | null;
}

/** What is known of inputs that were read to their ends. */
export interface WholeInput {
  readonly sessions: readonly SessionName[];
  readonly rules: Rules;
  /** The types of events that it was not asked for, in any part of it: of them it says nothing. */
  readonly unasked: ReadonlySet<EventType>;
  /** The agents and machines of which everything was in it; a machine without a name is "". */
  readonly complete: readonly { readonly agent: string; readonly machineId: string; readonly rules: number }[];
}

/**
 * Reads inputs and holds them against the marks at their ends. Fails where one is missing or says something else: a line
 * was lost, the exporter was killed, or it could not read every log.
 */
export async function wholeInput(
  inputs: readonly Input[],
  interruptible: <Result>(work: Promise<Result>) => Promise<Result>,
): Promise<WholeInput> {
  const run = new Reading();
  for (const input of inputs) {
    const groups = splitLines(input.chunks(), LINE_CAP);
    let number = 0;
    for (;;) {
      const group = await interruptible(groups.next());
      if (group.done === true) break;
      for (const line of group.value) run.take(line, placeOf(input, ++number));
    }
    run.end();
  }
  return run;
}

class Reading implements WholeInput {
  readonly #sessions = new Map<string, SessionName>();
  readonly #complete = new Map<string, WholeInput["complete"][number]>();
  /** Since the last mark: the lines, and whose sessions they are of. */
  #hash: Hash = createHash("sha256");
  #lines = 0;
  readonly #agents = new Set<string>();
  #marks = 0;
  readonly unasked = new Set<EventType>();

  get sessions(): readonly SessionName[] {
    return [...this.#sessions.values()];
  }

  get complete(): WholeInput["complete"] {
    return [...this.#complete.values()];
  }

  get rules(): Rules {
    return Object.fromEntries(this.complete.map(({ agent, rules }) => [agent, rules]));
  }

  take(line: StreamLine, place: string): void {
    if (line.kind === "too-long" || !line.ended) throw refused(`${place} is cut off or no event`);
    const incoming = incomingOf(line.bytes);
    if (incoming.kind === "end") return this.#close(incoming.mark, place);
    if (incoming.kind !== "event") throw refused(`${place} is no event`);
    this.#hash.update(line.bytes).update("\n");
    this.#lines++;
    const { sessionId, agent, machineId } = incoming.parts;
    if (sessionId === null) return;
    this.#agents.add(agent ?? "");
    const key = JSON.stringify([sessionId, agent, machineId]);
    if (!this.#sessions.has(key)) this.#sessions.set(key, { sessionId, agent, machineId });
  }

  /** At the end of an input there is nothing behind its last mark. */
  end(): void {
    if (this.#lines > 0 || this.#marks === 0) throw refused("the input ends without a mark that it is whole");
    this.#marks = 0;
  }

  #close({ events, lines_sha256: digest, complete, machine_id: machineId = "", types }: EndMark, place: string): void {
    const isSame = events === this.#lines && digest === this.#hash.digest("hex");
    if (!isSame) throw refused(`the lines before ${place} are not those that were exported`);
    const partial = [...this.#agents].filter((agent) => !Object.hasOwn(complete, agent));
    if (partial.length > 0)
      throw refused(
        `not everything of ${partial.join(", ")} is in the input: it was no export with --full, or not every log could be read`,
      );
    for (const [agent, rules] of Object.entries(complete))
      this.#complete.set(JSON.stringify([agent, machineId]), { agent, machineId, rules });
    if (types !== undefined) for (const type of EVENT_TYPES) if (!types.includes(type)) this.unasked.add(type);
    this.#hash = createHash("sha256");
    this.#lines = 0;
    this.#marks++;
    this.#agents.clear();
  }
}

function placeOf({ name }: Input, number: number): string {
  return name === undefined ? `line ${number}` : `${name}:${number}`;
}

function refused(what: string): Failure {
  return new Failure(EXIT.output, `nothing was replaced: ${what}`, {
    hint: "'tt export --full -- tt import --replace' gives it everything; elsewhere, 'tt export --full --end-mark' prints it",
  });
}
