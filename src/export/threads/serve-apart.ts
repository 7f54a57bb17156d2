import { parentPort, workerData } from "node:worker_threads";
import { isObject } from "../../lib/json/json.ts";
import { loaded } from "../../logs/lazy-format.ts";
import type { Source } from "../../logs/source.ts";
import { MORE, UP, type ApartJob, type ApartStart } from "./messages.ts";

/** Whether this thread was started by `apart.ts`. */
export function isApart(): boolean {
  return isObject(workerData) && workerData["apart"] === true;
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
  const { agents } = workerData as ApartStart;
  // It is up when nothing of the program is wanted any more: where that is gone already, the run reads by itself.
  void loaded(sources.filter(({ agent }) => agents.includes(agent))).then(() => port.postMessage(UP));
}
