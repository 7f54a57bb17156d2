import { spawn, spawnSync } from "node:child_process";
import {
  constants,
  existsSync,
  ftruncateSync,
  mkdtempSync,
  openSync,
  readFileSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ttAsync as ttAsyncAnew } from "../program/together.ts";
import { cleanEnv, tt as ttAnew, ttCommand, type Ended, type TtOptions } from "../program/tt.ts";
import type { Request } from "./program.ts";

const [node, bin] = ttCommand;
const PATIENCE_MS = 120_000;
const LOOKS_EVERY_MS = 2;
/** Variables that mean something to the program alone, not to Node. */
const PLAIN = /^(?:TT_\w+|TIMEWARRIORDB|PATH|TZ)$/;

/** One for each zone, since a process reads its zone once. */
const programs = new Map<string | undefined, Program>();
let asks = 0;

/**
 * Runs the built program to its end, in a process that stays for the next call: for tests of what it answers, which
 * need no process of its own. What speaks to a database server, whose connections end with a process, or has variables
 * that mean something to Node, gets one.
 */
export function tt(args: readonly string[], options: TtOptions): Ended {
  const program = programFor(args, options);
  return program === undefined ? ttAnew(args, options) : program.run(requestOf(args, options));
}

/**
 * As `tt`, while this process goes on, for tests that serve what the program asks. While it runs, another one gets a
 * process of its own.
 */
export async function ttAsync(args: readonly string[], options: TtOptions): Promise<Ended> {
  const program = programFor(args, options);
  return program === undefined ? ttAsyncAnew(args, options) : program.runAsync(requestOf(args, options));
}

function programFor(args: readonly string[], { env = {} }: TtOptions): Program | undefined {
  const isPlain = Object.keys(env).every((name) => PLAIN.test(name));
  const isServed = [...args, ...Object.values(env)].some((word) => word.includes("postgres"));
  if (isServed || !isPlain) return undefined;
  const program = programs.get(env["TZ"]) ?? new Program(env["TZ"]);
  programs.set(env["TZ"], program);
  return program.isBusy ? undefined : program;
}

function requestOf(args: readonly string[], options: TtOptions): Asked {
  return { args, env: cleanEnv(options), cwd: options.cwd ?? options.home, text: options.input ?? "" };
}

type Asked = Omit<Request, "input" | "reply"> & { readonly text: string };

/**
 * The process. Files take its output: this one does not go on while it waits, so a pipe would fill. It ends with this
 * one, and takes its folder with it.
 */
class Program {
  readonly #folder = mkdtempSync(join(tmpdir(), "tt-warm-"));
  readonly #pipe: number;
  readonly #stdout = this.#openFile("stdout");
  readonly #stderr = this.#openFile("stderr");

  constructor(zone: string | undefined) {
    const pipe = join(this.#folder, "pipe");
    if (spawnSync("mkfifo", [pipe]).status !== 0) throw new Error("mkfifo failed");
    // For both directions, since to open it for one would wait for the other end.
    this.#pipe = openSync(pipe, "r+");
    const child = spawn(node, [join(import.meta.dirname, "program.ts"), bin, pipe], {
      stdio: ["ignore", this.#stdout, this.#stderr],
      env: cleanEnv({ home: this.#folder, ...(zone !== undefined && { env: { TZ: zone } }) }),
    });
    child.unref();
  }

  isBusy = false;

  run(asked: Asked): Ended {
    const reply = this.#ask(asked);
    const until = performance.now() + PATIENCE_MS;
    while (!existsSync(reply)) {
      if (performance.now() > until) throw this.#noEnd(asked);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOOKS_EVERY_MS);
    }
    return this.#endedBy(reply);
  }

  async runAsync(asked: Asked): Promise<Ended> {
    const reply = this.#ask(asked);
    const until = performance.now() + PATIENCE_MS;
    while (!existsSync(reply)) {
      if (performance.now() > until) throw this.#noEnd(asked);
      await new Promise((resolve) => setTimeout(resolve, LOOKS_EVERY_MS));
    }
    return this.#endedBy(reply);
  }

  #ask({ text, ...request }: Asked): string {
    const [reply, input] = [join(this.#folder, `${++asks}.reply`), join(this.#folder, "input")];
    this.isBusy = true;
    writeFileSync(input, text);
    writeSync(this.#pipe, `${JSON.stringify({ ...request, input, reply })}\n`);
    return reply;
  }

  #endedBy(reply: string): Ended {
    this.isBusy = false;
    return { code: Number(readFileSync(reply, "utf8")), stdout: this.#take("stdout"), stderr: this.#take("stderr") };
  }

  #noEnd({ args }: Asked): Error {
    return new Error(`tt ${args.join(" ")}: no end; ${this.#take("stderr")}`);
  }

  #openFile(name: string): number {
    const { O_RDWR, O_CREAT, O_APPEND } = constants;
    return openSync(join(this.#folder, name), O_RDWR | O_CREAT | O_APPEND);
  }

  /** What was written since it was taken before. */
  #take(name: "stdout" | "stderr"): string {
    const text = readFileSync(join(this.#folder, name), "utf8");
    ftruncateSync(name === "stdout" ? this.#stdout : this.#stderr, 0);
    return text;
  }
}
