/**
 * `npm run mutate [-- AREA... --only TEXT]`: plants mistakes, one at a time, in a copy of the project, and tells which of them no test
 * finds. Exits 1 if there are such. `--list` names the areas; `--only` plants those alone in whose text it stands.
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { parseArgs } from "node:util";
import { AREAS } from "./mutations/areas.ts";
import type { Area, Mutation } from "./mutations/mutation.ts";

const repository = join(import.meta.dirname, "..");
const { values, positionals: asked } = parseArgs({
  allowPositionals: true,
  options: { list: { type: "boolean", default: false }, only: { type: "string", default: "" } },
});
if (values.list) {
  for (const { name, mutations } of AREAS) console.log(`${name}: ${mutations.length}`);
  process.exit(0);
}
/** No run of some tests takes longer. */
const MOST_MS = 300_000;
/** One thread for all files: a mistake is looked for with a few of them, and most of the time would go into starting more. */
const VITEST = [
  "run",
  "--project=unit",
  "--bail=1",
  "--reporter=dot",
  "--pool=threads",
  "--no-isolate",
  "--maxWorkers=1",
];
/** What the last program printed. */
let lastOutput = "";
const areas = AREAS.filter(({ name }) => asked.length === 0 || asked.some((word) => name.includes(word)));
const copy = mkdtempSync(join(tmpdir(), "tt-mutate-"));
try {
  const skipped = new Set(["node_modules", ".git", "dist"].map((name) => join(repository, name)));
  cpSync(repository, copy, { recursive: true, filter: (path) => !skipped.has(path) });
  symlinkSync(join(repository, "node_modules"), join(copy, "node_modules"));
  for (const area of areas) score(area);
} finally {
  rmSync(copy, { recursive: true });
}

function score(area: Area): void {
  const { name, built = false } = area;
  if (built && !succeeds("npm", ["run", "-s", "build"])) throw new Error(lastOutput);
  const mutations = area.mutations.filter(({ file, from, to }) => `${file} ${from} ${to}`.includes(values.only));
  if (isFound(area)) throw new Error(`${name}: the tests fail without any mistake: ${lastOutput.slice(-4000)}`);
  let found = 0;
  for (const [at, mutation] of mutations.entries()) {
    process.stderr.write(`${name}: ${at + 1} of ${mutations.length}\n`);
    if (withMutation(mutation, () => isFound(area))) {
      found++;
      continue;
    }
    const { file, from, to } = mutation;
    console.log(`${file}\n  - ${from.trim()}\n  + ${to.trim()}`);
  }
  console.log(`${name}: ${found} of ${mutations.length} found`);
  if (found < mutations.length) process.exitCode = 1;
}

function withMutation<T>({ file, from, to }: Mutation, use: () => T): T {
  const path = join(copy, file);
  const text = readFileSync(path, "utf8");
  if (text.split(from).length !== 2)
    throw new Error(`${file}: what is to be replaced does not stand there once: ${from}`);
  writeFileSync(
    path,
    text.replace(from, () => to),
  );
  try {
    return use();
  } finally {
    writeFileSync(path, text);
  }
}

/** Whether a test of an area fails. */
function isFound({ tests, named }: Area): boolean {
  if (tests.includes("tsc")) return !succeeds("tsc", ["--noEmit"]);
  const only = named === undefined ? [] : ["--testNamePattern", named];
  const how = [...VITEST, "--fsModuleCachePath", join(copy, "vitest-cache"), ...only];
  // One after the other, as they are listed: the quick ones stand first.
  return !tests.every((test) => succeeds("vitest", [...how, test]));
}

/** What does not end is told, and has found nothing: on a busy machine it may only have been slow. */
function succeeds(program: string, args: readonly string[]): boolean {
  // Pipes: tests that inherit the standard output would take /dev/null for one that is closed.
  const path = `${join(repository, "node_modules/.bin")}${delimiter}${process.env["PATH"] ?? ""}`;
  const options = { cwd: copy, maxBuffer: 1 << 28, timeout: MOST_MS, env: { ...process.env, PATH: path } };
  const { status, error, stdout, stderr } = spawnSync(program, args, options);
  lastOutput = `${String(stdout)}${String(stderr)}`;
  if (error !== undefined) console.log(`${program}: ${error.message}`);
  return status === 0 || error !== undefined;
}
