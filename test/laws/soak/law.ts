/** What must hold when everything is exported and imported, and nothing runs. */
import { readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { Violation, type World } from "../histories/world.ts";
import type { OpenCodeWorld } from "./opencode.ts";
import type { Program } from "./program.ts";

export interface Whole {
  readonly program: Program;
  readonly dataDir: string;
  /** A data directory that is not there. */
  readonly anew: string;
  /** The options that name the logs, and with them those of every export. */
  readonly roots: readonly string[];
  readonly flags: readonly string[];
  readonly worlds: readonly World[];
  readonly openCode: OpenCodeWorld;
}

export async function expectWhole(whole: Whole): Promise<void> {
  await expectQuiet(whole);
  await expectFullParse(whole);
  await expectSound(whole);
  const strangers = whole.openCode.strangers();
  if (strangers.length > 0) throw new Violation(`left beside the database: ${strangers.join(", ")}`);
}

/** Nothing new gives nothing, and no state is written. */
async function expectQuiet({ program, dataDir, flags }: Whole): Promise<void> {
  const state = () =>
    JSON.stringify(
      readdirSync(dataDir)
        .filter((name) => /-manifest\.(?:changes\.)?json$/.test(name))
        .map((name) => [name, statSync(join(dataDir, name)).mtimeMs]),
    );
  const before = state();
  const said = await program.clean(["export", ...flags]);
  if (said !== "") throw new Violation(`not quiet: ${said.split("\n")[0]}`);
  if (state() !== before) throw new Violation("a quiet run wrote a manifest");
  const left = readdirSync(dataDir).filter((name) => name.includes(".next"));
  if (left.length > 0) throw new Violation(`left behind: ${left.join(", ")}`);
}

/** A full parse by the program is that of the decoders that share no code with it. */
async function expectFullParse({ program, anew, flags, worlds, openCode }: Whole): Promise<void> {
  const output = await program.clean(["export", ...flags, "--data-dir", anew]);
  rmSync(anew, { recursive: true });
  const is = output.split("\n").slice(0, -1);
  const wanted = worlds.flatMap(({ tree }) => tree.paths.flatMap((path) => tree.lines(path)));
  for (const agent of new Set(worlds.map(({ tree }) => tree.kind.agent))) expectSame(agent, is, wanted);
  // Its two containers do not repeat each other.
  expectSame("opencode", [...new Set(is)], [...new Set(openCode.lines())]);
}

function expectSame(agent: string, is: readonly string[], wanted: readonly string[]): void {
  const own = (lines: readonly string[]) => lines.filter((line) => agentOf(line) === agent).sort();
  const [got, expected] = [own(is), own(wanted)];
  for (let at = 0; at < Math.max(got.length, expected.length); at++)
    if (got[at] !== expected[at])
      throw new Violation(`a full export of ${agent} gives\n${got[at]}\ninstead of\n${expected[at]}`);
}

function agentOf(line: string): string {
  return (JSON.parse(line) as { readonly agent: string }).agent;
}

/** The clock was made to jump, and ugly logs have lines that are no records. */
const EXPECTED: ReadonlySet<string> = new Set([
  "clock-behind",
  "export-warned",
  "no-events",
  "unknown-values",
  "log-expires",
]);

/** What `tt doctor` finds wrong is what the soak did, nothing else. */
async function expectSound({ program, roots }: Whole): Promise<void> {
  const { stdout, stderr } = await program.run(["doctor", "--json", ...roots]);
  if (stderr !== "") throw new Violation(`tt doctor: ${stderr}`);
  const { findings } = JSON.parse(stdout) as {
    readonly findings: readonly { readonly kind: string; readonly state: string; readonly message: string }[];
  };
  const wrong = findings.filter(({ kind, state }) => state === "wrong" && !EXPECTED.has(kind));
  if (wrong.length > 0) throw new Violation(`tt doctor: ${wrong.map(({ message }) => message).join("; ")}`);
}
