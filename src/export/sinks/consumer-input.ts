import type { ChildProcess } from "node:child_process";
import type { Socket } from "node:net";
import type { Writable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { failedWith } from "../../failure.ts";
import { Holders } from "../../lib/files/holders.ts";
import type { SocketPair } from "../../lib/process/socket-pair.ts";

/** The standard input of a consumer, at our end. */
export interface ConsumerInput {
  /** What the consumer is started with. */
  readonly stdio: Socket | "pipe";
  started(child: ChildProcess): void;
  /** Resolves when the system has taken everything. Rejects when nobody will read it. */
  write(lines: string | Uint8Array): Promise<void>;
  end(): void;
  /** The consumer has exited 0; what it started may read on. */
  left(): void;
  /** Resolves when as much is known as can be: with an error if not everything was read. */
  readonly drained: Promise<unknown>;
  destroy(): void;
}

/** Node's own: nothing is known of what was read. */
export function pipeInput(): ConsumerInput {
  let input: Writable | null = null;
  return {
    stdio: "pipe",
    started(child) {
      // It has none when it could not be started for lack of descriptors.
      input = child.stdin ?? null;
      input?.on("error", () => undefined);
    },
    write: (lines) => written(input, lines),
    end: () => void input?.end(),
    left: () => undefined,
    drained: Promise.resolve(undefined),
    destroy: () => void input?.destroy(),
  };
}

/** How long a process that the consumer has left behind may take for what it has not read yet. */
const LEFT_MS = 2000;
/** After so long we look whether anybody is there to read. */
const SLOW_MS = 500;
const PAUSE_MS = { first: 10, last: 100 } as const;

/**
 * A local socket: the kernel resets our end when the last process that has the other one open closes it and there was
 * something left to read.
 *
 * We are one of them as long as we can see the others in /proc. For what the consumer leaves behind may hold its input
 * for ever: then we read ourselves, and there is something or nothing left.
 */
export function socketInput({ ours, theirs, inode }: SocketPair): ConsumerInput {
  const holders = inode === undefined ? undefined : holdersOf(inode);
  const { promise: drained, resolve } = Promise.withResolvers<unknown>();
  /** `since`: when that began which we wait for now. */
  const state = { isKnown: false, since: Infinity };
  let timer: NodeJS.Timeout | undefined;
  const know = (unread: unknown) => {
    state.isKnown = true;
    clearInterval(timer);
    resolve(unread);
  };
  ours.resume();
  ours.on("end", () => know(undefined));
  // After a complete delivery the other side may be gone before our end is shut: nothing is lost by that.
  ours.on("error", (error) => know(failedWith(error, "ENOTCONN") ? undefined : error));
  theirs.on("error", () => undefined);
  const look = () => {
    if (theirs.destroyed || ours.writableLength > 0) return know(new Error("a process that was left behind holds it"));
    theirs.once("data", () => know(new Error("a process that was left behind has not read it")));
    theirs.once("end", () => know(undefined));
    theirs.resume();
  };
  /** The last to close it is told at once, at our end, whether everything was read. */
  const closeLast = () => {
    if (holders?.any !== true) theirs.destroy();
  };
  const watch = async () => {
    clearInterval(timer);
    const left = performance.now();
    for (let pause: number = PAUSE_MS.first; !state.isKnown; pause = Math.min(2 * pause, PAUSE_MS.last)) {
      closeLast();
      if (performance.now() - Math.max(left, state.since) > LEFT_MS) look();
      await delay(pause);
    }
    theirs.destroy();
    ours.destroy();
  };
  return {
    stdio: theirs,
    started() {
      if (holders === undefined) theirs.destroy();
      // A consumer may close its input long before it ends.
      timer = setInterval(() => {
        if (performance.now() - state.since > SLOW_MS) closeLast();
      }, SLOW_MS);
    },
    async write(lines) {
      state.since = performance.now();
      await written(ours, lines);
      state.since = Infinity;
    },
    end() {
      state.since = performance.now();
      ours.end();
    },
    left: () => void watch(),
    drained,
    destroy() {
      clearInterval(timer);
      theirs.destroy();
      ours.destroy();
    },
  };
}

function holdersOf(inode: string): Holders | undefined {
  try {
    return new Holders(inode);
  } catch {
    return undefined;
  }
}

function written(input: Writable | null, lines: string | Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    if (input === null) reject(new Error("there is no input"));
    else input.write(lines, (error) => (error ? reject(error) : resolve()));
  });
}
