import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { it } from "vitest";
import { tempDir } from "./temp.ts";

/** A test that needs a program of this machine; skipped, and said so in its name, where it is missing. */
export function itWith(program: string) {
  const isThere = spawnSync(program, ["--version"]).error === undefined;
  const skipped = isThere ? "" : ` (skipped: there is no '${program}' here)`;
  return (name: string, body: () => void | Promise<void>) => it.skipIf(!isThere)(name + skipped, body);
}

export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program of this machine to its end, with an environment that holds the path and what is given. */
export function run(
  program: string,
  args: readonly string[],
  { input = "", env = {} }: { readonly input?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Ran {
  const path = process.env["PATH"] ?? "";
  const { status, stdout, stderr } = spawnSync(program, args, { env: { PATH: path, ...env }, encoding: "utf8", input });
  return { status, stdout, stderr };
}

/** An empty database of Timewarrior's, of the test's own. */
export function timewDatabase(): {
  readonly env: Record<string, string>;
  readonly timew: (...args: string[]) => string;
} {
  const path = join(tempDir(), "timewarrior");
  for (const folder of ["data", "extensions"]) mkdirSync(join(path, folder), { recursive: true });
  writeFileSync(join(path, "timewarrior.cfg"), "");
  const env = { PATH: process.env["PATH"] ?? "", TIMEWARRIORDB: path, TZ: "UTC" };
  return {
    env,
    timew: (...args) => {
      const { status, stdout, stderr } = run("timew", args, { env });
      if (status !== 0) throw new Error(`timew ended with ${status}: ${stderr}`);
      return stdout;
    },
  };
}
