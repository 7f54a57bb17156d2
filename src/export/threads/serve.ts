import { parentPort, workerData } from "node:worker_threads";
import { loaded } from "../../logs/lazy-format.ts";
import type { Source } from "../../logs/source.ts";
import { eventBatches } from "../event-batches.ts";
import type { EventBatch } from "../job.ts";
import {
  MESSAGE_CHARACTERS,
  MESSAGE_PIECES,
  MOST_WAITING,
  type SentPiece,
  type ThreadJob,
  type ThreadMessage,
  type ThreadStart,
} from "./messages.ts";

/** The other end of `read-in-threads.ts`, in a thread: reads groups of logs, in their order. */
export function serve(sources: readonly Source[]): void {
  const port = parentPort;
  if (port === null) throw new Error("not in a thread");
  const { wanted, agents, consumed, at } = workerData as ThreadStart;
  const counter = new Int32Array(consumed);
  const place = new Float64Array(at);
  let sent = 0;
  let message = new Outgoing();

  const send = (done: boolean) => {
    // The run writes in the order of the logs: one that is far ahead waits here, not in its memory.
    for (let seen; sent - (seen = Atomics.load(counter, 0)) >= MOST_WAITING;) Atomics.wait(counter, 0, seen);
    const { batches: sending, bytes } = message;
    port.postMessage({ batches: sending, bytes, done } satisfies ThreadMessage, [bytes.buffer]);
    sent++;
    message = new Outgoing();
  };
  const add = (index: number, batch: EventBatch | undefined) => {
    message.add(index, batch);
    if (message.isFull) send(false);
  };
  const read = async (group: readonly ThreadJob[]) => {
    for (const { index, agent, log, cursor } of group) {
      const source = sources.find((each) => each.agent === agent);
      if (source === undefined) throw new Error(`no source is called '${agent}'`);
      place.set([index, 0]);
      for await (const batch of eventBatches({ source, log, cursor }, wanted)) {
        place[1] = batch.readTo ?? 0;
        add(index, batch);
      }
      add(index, undefined);
    }
    send(true);
  };

  // All that it will need, before anything is read: the program may be replaced meanwhile.
  let last = loaded(sources.filter(({ agent }) => agents.includes(agent)));
  port.on("message", (group: readonly ThreadJob[]) => {
    last = last.then(() => read(group));
  });
}

const encoder = new TextEncoder();

/** A message that is being filled. Its lines are put together, and handed over, not copied. */
class Outgoing {
  readonly batches: SentPiece[] = [];
  #lines = "";

  add(index: number, batch: EventBatch | undefined): void {
    if (batch === undefined) {
      this.batches.push({ index, batch, length: 0 });
      return;
    }
    const { lines, ...rest } = batch;
    const text = String(lines);
    this.#lines += text;
    this.batches.push({ index, batch: rest, length: Buffer.byteLength(text) });
  }

  get isFull(): boolean {
    return this.#lines.length >= MESSAGE_CHARACTERS || this.batches.length >= MESSAGE_PIECES;
  }

  get bytes(): Uint8Array<ArrayBuffer> {
    return encoder.encode(this.#lines);
  }
}
