import { createHash } from "node:crypto";
import type { EndMark, MarkedDelivery } from "../events/end-mark.ts";
import { EXIT, Failure } from "../failure.ts";
import { splitLines, type StreamLine } from "../lib/files/line-splitter.ts";
import { printable } from "../lib/text/printable.ts";
import { incomingOf, LINE_CAP } from "../store/import/incoming.ts";
import type { Spool } from "../store/import/spool.ts";
import type { Parts } from "../store/rows/template.ts";
import { USAGE_TYPE } from "../spending/usage.ts";
import type { Host } from "./host.ts";

/** What a host has sent, whole. */
export interface Received {
  readonly events: number;
  readonly delivery: MarkedDelivery;
  /** The types of events that it was to give, where its mark names them. */
  readonly types: readonly string[] | undefined;
}

/**
 * Keeps what a host sends until the mark at its end, and holds it against that mark. Nothing of it is believed: a line that
 * is no event, or one of another machine, and the whole is refused. `undefined` where the stream ends before the mark: how
 * the connection ended tells why.
 */
export async function receive(
  host: Host,
  output: AsyncIterable<Buffer>,
  { spool, interruptible }: Receiving,
): Promise<Received | undefined> {
  const groups = splitLines(spool.keeping({ name: undefined, chunks: () => output }).chunks(), LINE_CAP);
  const check = new Check(host);
  for (;;) {
    const group = await interruptible(groups.next());
    if (group.done === true) return undefined;
    for (const [at, line] of group.value.entries()) {
      const mark = check.take(line);
      if (mark === "cut off") return undefined;
      if (mark === undefined) continue;
      if (at < group.value.length - 1) throw refused("there is more behind the mark at its end");
      await groups.return(undefined);
      return mark;
    }
  }
}

interface Receiving {
  readonly spool: Spool;
  readonly interruptible: <Result>(work: Promise<Result>) => Promise<Result>;
}

class Check {
  readonly #host: Host;
  readonly #hash = createHash("sha256");
  #lines = 0;

  constructor(host: Host) {
    this.#host = host;
  }

  /** The end, if the line is its mark. */
  take(line: StreamLine): Received | "cut off" | undefined {
    const number = this.#lines + 1;
    if (line.kind === "too-long") throw refused(`line ${number} is longer than an event can be`);
    if (!line.ended) return "cut off";
    const incoming = incomingOf(line.bytes);
    if (incoming.kind === "end") return this.#received(incoming.mark);
    if (incoming.kind !== "event") throw noEvent(number, incoming.kind === "malformed" ? incoming.why : "");
    if (!isOf(this.#host, incoming.parts))
      throw refused(
        `line ${number} is not an event of the machine '${this.#host.machineId}': ${printable(incoming.parts.id)}`,
      );
    this.#hash.update(line.bytes).update("\n");
    this.#lines++;
    return undefined;
  }

  #received({ events, lines_sha256: digest, complete, delivery, types }: EndMark): Received {
    if (events !== this.#lines || digest !== this.#hash.digest("hex"))
      throw refused("the lines are not those that its mark names");
    if (delivery === undefined) {
      // Taken for granted, an export that waits for no answer would look as one that has nothing.
      const isEmpty = events === 0 && Object.keys(complete).length === 0;
      throw refused(
        "its mark names no delivery, so that nothing can be acknowledged",
        isEmpty ? "an older tt sends that where it finds no agent's logs: update tt there" : undefined,
      );
    }
    return { events, delivery, types };
  }
}

/** Whether an event is exactly what an export with this machine ID would make. */
function isOf({ machineId }: Host, { id, source, type, at, machineId: said }: Parts): boolean {
  const prefix = `${machineId}:remote.agent:${type}:`;
  // What a request took has one ID in all its records, whatever their times, where the agent repeats it.
  const rest = type === USAGE_TYPE ? "" : `${new Date(at).toISOString()}:`;
  return said === machineId && source === "remote.agent" && id.startsWith(`${prefix}${rest}`);
}

function noEvent(number: number, why: string): Failure {
  const what = `line ${number} is no event${why === "" ? "" : ` (${printable(why)})`}`;
  return number === 1
    ? refused(what, "does a start-up file of the shell there print something? It must be silent without a terminal")
    : refused(what);
}

function refused(what: string, hint?: string): Failure {
  return new Failure(EXIT.output, `what it sent is refused, and nothing of it is stored: ${what}`, {
    hint: hint ?? "'tt export --ack' of this version sends nothing like that: what runs there?",
  });
}
