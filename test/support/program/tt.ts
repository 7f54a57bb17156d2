import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

const bin = join(import.meta.dirname, "../../../bin/tt.js");
if (!existsSync(join(import.meta.dirname, "../../../dist/cli.cjs"))) throw new Error("build first: npm run build");

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface TtOptions {
  /** The home folder: every test has its own. */
  readonly home: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly input?: string;
}

/** The command line that runs the built program, for tools that run it in their own way. */
export const ttCommand: readonly [string, string] = [process.execPath, bin];

/** An environment that holds nothing of the machine's but the path, and where Node keeps what it has compiled. */
export function cleanEnv({ home, env = {} }: TtOptions): Record<string, string> {
  const compiled = process.env["NODE_COMPILE_CACHE"];
  return {
    PATH: process.env["PATH"] ?? "",
    HOME: home,
    ...(compiled !== undefined && { NODE_COMPILE_CACHE: compiled }),
    ...env,
  };
}

/** Runs the built program to its end. */
export function tt(args: readonly string[], options: TtOptions): Ended {
  const { status, stdout, stderr } = spawnSync(ttCommand[0], [bin, ...args], {
    env: cleanEnv(options),
    cwd: options.cwd ?? options.home,
    input: options.input ?? "",
    encoding: "utf8",
    maxBuffer: 1 << 30,
  });
  return { code: status, stdout, stderr };
}

/** Starts the built program and leaves it to the test. */
export function startTt(args: readonly string[], options: TtOptions) {
  return spawn(ttCommand[0], [bin, ...args], { env: cleanEnv(options), cwd: options.cwd ?? options.home });
}
