import { Failure } from "../failure.ts";
import { bring, type Bringing, type Outcome } from "./bring.ts";
import type { Host } from "./host.ts";

/** So many hosts are asked at once. */
const AT_ONCE = 4;

export interface Syncing extends Pick<Bringing, "ssh" | "store" | "full"> {
  /** Makes one for each host: they are waited for side by side. */
  readonly interruptible: () => Bringing["interruptible"];
  readonly say: (host: Host, line: string) => void;
  /** Hears how it went, host by host. */
  readonly ended: (host: Host, outcome: Outcome) => void;
}

/** Brings the events of some hosts, four at once. What fails with one of them does not touch the others. */
export async function syncHosts(hosts: readonly Host[], syncing: Syncing): Promise<void> {
  const inTurn = oneByOne();
  const waiting = [...hosts];
  const work = async () => {
    for (let host = waiting.shift(); host !== undefined; host = waiting.shift()) {
      const of = host;
      const interruptible = syncing.interruptible();
      try {
        const say = (line: string) => syncing.say(of, line);
        syncing.ended(of, await bring(of, { ...syncing, interruptible, inTurn, say }));
      } catch (error) {
        // What ended by a signal ends all of it.
        if (!(error instanceof Failure) || error.exitCode > 128) {
          waiting.length = 0;
          throw error;
        }
        syncing.ended(of, error);
      }
    }
  };
  const results = await Promise.allSettled(Array.from({ length: Math.min(AT_ONCE, hosts.length) }, work));
  for (const result of results) if (result.status === "rejected") throw result.reason;
}

/** One work after another, whatever becomes of each. */
function oneByOne(): Bringing["inTurn"] {
  let last: Promise<unknown> = Promise.resolve();
  return async (work) => {
    const next = last.then(work, work);
    last = next.catch(() => undefined);
    return next;
  };
}
