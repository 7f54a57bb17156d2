import { parentPort, workerData } from "node:worker_threads";
import type { Source } from "../../logs/source.ts";
import { APART, MORE, UP, type ApartJob } from "./messages.ts";

/** Whether this thread was started by `apart.ts`. */
export function isApart(): boolean {
  return workerData === APART;
}

/** The other end of `apart.ts`, in a thread: reads a log after the other, and sends a batch when one is asked for. */
export function serveApart(sources: readonly Source[]): void {
  const port = parentPort;
  if (port === null) throw new Error("not in a thread");
  let goOn: () => void = () => undefined;
  const read = async ({ agent, log, cursor, asked }: ApartJob) => {
    const source = sources.find((each) => each.agent === agent);
    if (source === undefined) throw new Error(`no source is called '${agent}'`);
    for await (const batch of source.read(log, cursor, asked)) {
      const more = new Promise<void>((resolve) => (goOn = resolve));
      port.postMessage(batch);
      await more;
    }
    port.postMessage(undefined);
  };
  port.on("message", (message: ApartJob | typeof MORE) => {
    if (message === MORE) goOn();
    else void read(message);
  });
  port.postMessage(UP);
}
