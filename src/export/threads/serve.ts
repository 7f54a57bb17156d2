import { parentPort, workerData } from "node:worker_threads";
import type { Source } from "../../sources/source.ts";
import { pieces, type Piece } from "../piece.ts";
import {
  MESSAGE_BYTES,
  MESSAGE_PIECES,
  MOST_WAITING,
  type ThreadJob,
  type ThreadMessage,
  type ThreadStart,
} from "./messages.ts";

/** The other end of `read-in-threads.ts`, in a thread: reads groups of logs, in their order. */
export function serve(sources: readonly Source[]): void {
  const port = parentPort;
  if (port === null) throw new Error("not in a thread");
  const { wanted, consumed } = workerData as ThreadStart;
  const counter = new Int32Array(consumed);
  let sent = 0;
  let message = new Outgoing();

  const send = (done: boolean) => {
    // The run writes in the order of the logs: one that is far ahead waits here, not in its memory.
    for (let seen; sent - (seen = Atomics.load(counter, 0)) >= MOST_WAITING;) Atomics.wait(counter, 0, seen);
    port.postMessage({ pieces: message.pieces, done } satisfies ThreadMessage, message.buffers);
    sent++;
    message = new Outgoing();
  };
  const add = (index: number, piece: Piece | undefined) => {
    message.add(index, piece);
    if (message.isFull) send(false);
  };
  const read = async (group: readonly ThreadJob[]) => {
    for (const { index, agent, log, cursor } of group) {
      const source = sources.find((each) => each.agent === agent);
      if (source === undefined) throw new Error(`no source is called '${agent}'`);
      for await (const piece of pieces({ source, log, cursor }, wanted)) add(index, piece);
      add(index, undefined);
    }
    send(true);
  };

  let last = Promise.resolve();
  port.on("message", (group: readonly ThreadJob[]) => {
    last = last.then(() => read(group));
  });
}

/** A message that is being filled. The bytes of its pieces are handed over, not copied. */
class Outgoing {
  readonly pieces: { readonly index: number; readonly piece: Piece | undefined }[] = [];
  readonly buffers: ArrayBuffer[] = [];
  #bytes = 0;

  add(index: number, piece: Piece | undefined): void {
    this.pieces.push({ index, piece });
    if (piece === undefined || piece.lines.length === 0) return;
    this.buffers.push(piece.lines.buffer);
    this.#bytes += piece.lines.length;
  }

  get isFull(): boolean {
    return this.#bytes >= MESSAGE_BYTES || this.pieces.length >= MESSAGE_PIECES;
  }
}
