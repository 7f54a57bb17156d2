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
import { cleanEnv, tt as ttAnew, ttCommand, type Ended, type TtOptions } from "../tt.ts";
import type { Request } from "./program.ts";

const [node, bin] = ttCommand;
const PATIENCE_MS = 120_000;

/** One for the machine's zone and one for UTC: a process reads its zone once. */
const programs = new Map<string | undefined, Program>();
let asked = 0;

/**
 * Runs the built program to its end, in a process that stays for the next call: for tests of what it answers, which
 * need no process of its own. What speaks to a database server, whose connections end with a process, or has variables
 * that mean something to Node, gets one.
 */
export function tt(args: readonly string[], options: TtOptions): Ended {
  const { env = {}, cwd = options.home, input = "" } = options;
  const isPlain = Object.entries(env).every(
    ([name, value]) => /^TT_\w+$/.test(name) || `${name}=${value}` === "TZ=UTC",
  );
  const isServed = [...args, ...Object.values(env)].some((word) => word.includes("postgres"));
  if (isServed || !isPlain) return ttAnew(args, options);
  const program = programs.get(env["TZ"]) ?? new Program(env["TZ"]);
  programs.set(env["TZ"], program);
  return program.run({ args, env: cleanEnv(options), cwd }, input);
}

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

  run(request: Omit<Request, "input" | "reply">, text: string): Ended {
    const [reply, input] = [join(this.#folder, `${++asked}.reply`), join(this.#folder, "input")];
    writeFileSync(input, text);
    writeSync(this.#pipe, `${JSON.stringify({ ...request, input, reply })}\n`);
    const until = performance.now() + PATIENCE_MS;
    while (!existsSync(reply)) {
      if (performance.now() > until) throw new Error(`tt ${request.args.join(" ")}: no end; ${this.#take("stderr")}`);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
    }
    return { code: Number(readFileSync(reply, "utf8")), stdout: this.#take("stdout"), stderr: this.#take("stderr") };
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
