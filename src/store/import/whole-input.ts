import { createHash, type Hash } from "node:crypto";
import { rulesFor } from "../../delivery.ts";
import type { EndMark } from "../../events/end-mark.ts";
import { EVENT_TYPES, type EventType } from "../../events/event-type.ts";
import { EXIT, Failure } from "../../failure.ts";
import { splitLines, type StreamLine } from "../../lib/files/line-splitter.ts";
import type { Input } from "./import.ts";
import { incomingOf, isBlank, LINE_CAP } from "./incoming.ts";

/** A session, by what tells it from others; `null` is that of events that name none. */
export interface SessionName {
  readonly sessionId: string | null;
  readonly agent: string | null;
  readonly machineId: string | null;
}

/** What a session itself did, `null`, or one of its sub-agents, by its ID. Mostly each has a log of its own. */
export type Thread = string | null;

/** What the part of an input that holds a session says of it. */
export interface SessionTold extends SessionName {
  /** Those whose logs are there: of which there is at least one event that is only in them. */
  readonly threads: ReadonlySet<Thread>;
  /** By which rules its events were made: the oldest, where several parts hold it. */
  readonly rules: number | undefined;
  /** The types of events that none of the parts was asked for: of them nothing is said. */
  readonly unasked: ReadonlySet<EventType>;
}

/** What is known of inputs that were read to their ends. */
export interface WholeInput {
  /** Those that have a name. */
  readonly sessions: readonly SessionTold[];
  /** By which rules the events of a session were made. */
  rulesOf(session: SessionName): number | undefined;
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
  readonly #sessions = new Map<string, SessionTold>();
  readonly #complete = new Map<string, WholeInput["complete"][number]>();
  /** Since the last mark: the lines, and their sessions. */
  #hash: Hash = createHash("sha256");
  #lines = 0;
  readonly #part = new Map<string, SessionName & { readonly threads: Set<Thread> }>();
  #marks = 0;

  get sessions(): readonly SessionTold[] {
    return [...this.#sessions.values()].filter(({ sessionId }) => sessionId !== null);
  }

  get complete(): WholeInput["complete"] {
    return [...this.#complete.values()];
  }

  rulesOf(session: SessionName): number | undefined {
    return this.#sessions.get(keyOf(session))?.rules;
  }

  take(line: StreamLine, place: string): void {
    if (isBlank(line)) return;
    if (line.kind === "too-long" || !line.ended) throw refused(`${place} is cut off or no event`);
    const incoming = incomingOf(line.bytes);
    if (incoming.kind === "end") return this.#close(incoming.mark, place);
    if (incoming.kind !== "event") throw refused(`${place} is no event`);
    this.#hash.update(line.bytes).update("\n");
    this.#lines++;
    const { sessionId, agent, machineId, subAgent, type } = incoming.parts;
    const key = keyOf(incoming.parts);
    const session = this.#part.get(key) ?? { sessionId, agent, machineId, threads: new Set() };
    this.#part.set(key, session);
    // What a sub-agent took may stand in the log of its session (Claude Code to 2.1.71).
    if (subAgent === null || type !== "agent_usage") session.threads.add(subAgent);
  }

  /** At the end of an input there is nothing behind its last mark. */
  end(): void {
    if (this.#lines > 0 || this.#marks === 0) throw refused("the input ends without a mark that it is whole");
    this.#marks = 0;
  }

  #close({ events, lines_sha256: digest, complete, machine_id: machineId = "", types }: EndMark, place: string): void {
    const isSame = events === this.#lines && digest === this.#hash.digest("hex");
    if (!isSame) throw refused(`the lines before ${place} are not those that were exported`);
    const sessions = [...this.#part.values()].filter(({ sessionId }) => sessionId !== null);
    const agents = new Set(sessions.map(({ agent }) => agent ?? ""));
    const partial = [...agents].filter((agent) => !Object.hasOwn(complete, agent));
    if (partial.length > 0)
      throw refused(
        `not everything of ${partial.join(", ")} is in the input: it was no export with --full, or not every log could be read`,
      );
    for (const [agent, rules] of Object.entries(complete)) {
      const key = JSON.stringify([agent, machineId]);
      this.#complete.set(key, { agent, machineId, rules: Math.min(rules, this.#complete.get(key)?.rules ?? rules) });
    }
    const unasked = new Set(types === undefined ? [] : EVENT_TYPES.filter((type) => !types.includes(type)));
    for (const [key, session] of this.#part) {
      const { agent } = session;
      const rules = rulesFor(agent, complete);
      this.#sessions.set(key, together({ ...session, rules, unasked }, this.#sessions.get(key)));
    }
    this.#hash = createHash("sha256");
    this.#lines = 0;
    this.#marks++;
    this.#part.clear();
  }
}

function keyOf({ sessionId, agent, machineId }: SessionName): string {
  return JSON.stringify([sessionId, agent, machineId]);
}

/** What two parts say of one session. */
function together(told: SessionTold, before: SessionTold | undefined): SessionTold {
  if (before === undefined) return told;
  const areKnown = told.rules !== undefined && before.rules !== undefined;
  return {
    ...told,
    threads: new Set([...told.threads, ...before.threads]),
    rules: areKnown ? Math.min(told.rules, before.rules) : undefined,
    unasked: new Set([...told.unasked].filter((type) => before.unasked.has(type))),
  };
}

function placeOf({ name }: Input, number: number): string {
  return name === undefined ? `line ${number}` : `${name}:${number}`;
}

function refused(what: string): Failure {
  return new Failure(EXIT.output, `nothing was replaced: ${what}`, {
    hint: "'tt export --full -- tt import --replace' gives it everything; elsewhere, 'tt export --full --end-mark' prints it",
  });
}
