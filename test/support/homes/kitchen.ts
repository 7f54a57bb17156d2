/** Where the recipes of the docs are run as they stand there. */
import { spawnSync } from "node:child_process";
import { appendFileSync, cpSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tempDir } from "../program/temp.ts";
import { cleanEnv, ttCommand } from "../program/tt.ts";
import { tt } from "../warm/tt.ts";

const repository = join(import.meta.dirname, "../../..");
/** The home folder of the demo. */
export const demo = join(repository, "fixtures/demo/home");
/** How many events its logs give. */
export const EVENTS = 567;
/** With those of evidence, as `tt import` gets them. */
export const WITH_EVIDENCE = 1017;
const engines = join(repository, "test/engines");

export function has(tool: string): boolean {
  return spawnSync("sh", ["-c", `command -v ${tool}`]).status === 0;
}

/** The packages of the databases that are no programs here; they are there after `npm install --no-save --prefix test/engines`. */
const ENGINES = { duckdb: "@duckdb", "clickhouse-client": "@chdb" } as const;

/** Whether a database is at hand, as a library that stands for its program. */
export function hasEngine(program: keyof typeof ENGINES): boolean {
  const packages = join(engines, "node_modules", ENGINES[program]);
  return existsSync(packages) && readdirSync(packages).length > 0;
}

/**
 * A folder with `tt`, `node` and the engines in its path, and all events of the demo in a file that a killed export has
 * left.
 */
export function kitchen(env: Readonly<Record<string, string>> = {}) {
  const home = tempDir();
  cpSync(demo, home, { recursive: true });
  const bin = join(home, "bin");
  mkdirSync(bin);
  const [node, program] = ttCommand;
  const command = (name: string, script: string) =>
    writeFileSync(join(bin, name), `#!/bin/sh\nexec '${node}' '${script}' "$@"\n`, { mode: 0o755 });
  command("tt", program);
  symlinkSync(node, join(bin, "node"));
  for (const engine of ["duckdb", "clickhouse-client"] as const)
    if (hasEngine(engine)) command(engine, join(engines, `${engine}.mjs`));
  const events = join(home, "events.ndjson");
  writeFileSync(events, tt(["export", "--since", "1000-01-01"], { home }).stdout);
  appendFileSync(events, '{"id":"remote.agent:torn');
  const path = `${bin}:${process.env["PATH"] ?? ""}`;
  const run = (script: string, more: Readonly<Record<string, string>> = {}) => {
    const { status, stdout, stderr } = spawnSync("bash", ["-c", script], {
      cwd: home,
      env: { ...cleanEnv({ home }), PATH: path, ...env, ...more },
      encoding: "utf8",
    });
    return { code: status, stdout, stderr };
  };
  return { home, bin, run };
}

/** What a recipe answers that has nothing to say. */
export const DONE = { code: 0, stdout: "", stderr: "" };
