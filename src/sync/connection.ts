import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { Socket } from "node:net";
import { reason } from "../failure.ts";
import { within } from "../lib/process/within.ts";
import { LineTail } from "./line-tail.ts";
import { closeOnSilence, outputOf } from "./output.ts";

/** How `ssh` is started: the program and its first arguments. */
export type SshCommand = readonly [program: string, ...args: string[]];

/**
 * What is asked of `ssh` beyond a person's configuration: no terminal, which would change the bytes; nothing forwarded,
 * neither keys nor ports; a word now and then, so that a network that went away is noticed within two minutes.
 */
const OPTIONS = [
  "-T",
  "-a",
  "-x",
  ...["ClearAllForwardings=yes", "RemoteCommand=none", "ConnectTimeout=30"].flatMap((option) => ["-o", option]),
  ...["ServerAliveInterval=30", "ServerAliveCountMax=4"].flatMap((option) => ["-o", option]),
];

/** How a connection ended. */
export type Ended =
  | { readonly kind: "exited"; readonly code: number }
  | { readonly kind: "killed"; readonly signal: string }
  | { readonly kind: "not-started"; readonly why: string };

/** A program that runs on another machine. */
export interface Connection {
  /** What it prints, to its end. */
  readonly output: AsyncIterable<Buffer>;
  /** What it said last on its standard error. */
  readonly said: readonly string[];
  readonly ended: Promise<Ended>;
  /**
   * Gives it a line, if there is one, and the end of its input; what it prints from then on is passed over. It may be gone
   * already: then how it ended tells.
   */
  answer(line?: string): void;
  /** Ends it without an answer. */
  hangUp(): void;
}

export interface Connecting {
  readonly ssh: SshCommand;
  readonly host: string;
  readonly command: string;
  /** Hears each line of its standard error. */
  readonly say: (line: string) => void;
}

/** Starts a command on a host. No shell of this machine sees either. */
export function connect({ ssh: [program, ...args], host, command, say }: Connecting): Connection {
  let child: ChildProcess;
  try {
    child = spawn(program, [...args, ...OPTIONS, "--", host, command], { stdio: ["pipe", "pipe", "pipe"] });
  } catch (error) {
    throw new Error(`cannot start ${program}`, { cause: error });
  }
  const { stdin, stdout, stderr } = child;
  if (stdin === null || !(stdout instanceof Socket) || stderr === null) throw new Error("a pipe is missing");
  child.once("exit", () => closeOnSilence(stdout));
  stdin.on("error", () => undefined);
  let isHeard = true;
  const tail = new LineTail((line) => {
    if (isHeard) say(line);
  });
  stderr.on("data", (bytes: Buffer) => tail.add(bytes));
  stderr.on("error", () => undefined);
  return {
    output: outputOf(stdout),
    get said() {
      return tail.last;
    },
    ended: endOf(child).then((ended) => {
      tail.end();
      stderr.destroy();
      return ended;
    }),
    answer(line) {
      stdout.resume();
      stdin.end(line === undefined ? undefined : `${line}\n`);
    },
    hangUp() {
      isHeard = false;
      stdin.destroy();
      stdout.destroy();
      child.kill("SIGTERM");
    },
  };
}

/** How long the last words of a program that has ended are waited for. */
const LAST_WORDS_MS = 500;

/**
 * How it ended, by its exit code. What it leaves in the background may hold its standard error for as long as it lives, as
 * the master of a shared connection of `ssh` does (`ControlPersist`).
 */
async function endOf(child: ChildProcess): Promise<Ended> {
  const hasSaidAll = new Promise((resolve) => child.once("close", resolve));
  try {
    const [code, signal] = (await once(child, "exit")) as [number | null, NodeJS.Signals | null];
    await within(LAST_WORDS_MS, hasSaidAll);
    return signal === null ? { kind: "exited", code: code ?? 0 } : { kind: "killed", signal };
  } catch (error) {
    return { kind: "not-started", why: reason(error) };
  }
}
