// Prints how fast the built program is, against its peers and against itself:  npm run bench
//
//   --bytes N      size of the large tree (1,300,000,000, in 800 logs)
//   --codex N      size of the rollouts of Codex (300,000,000, in 330 logs)
//   --small N      number of small logs (10,000)
//   --many N       number of smaller logs, whose manifest is a large one (100,000)
//   --runs N       the median of so many runs counts (5)
//   --events N     events of the store (300,000)
//   --ccusage FILE the native binary of ccusage, if `ccusage` on the path is none
//
// A peer that is not installed is passed over, saying so. Times of different programs on one machine are compared, so
// what is asserted is only what holds on any: that the fast reader beats our own plain one.

import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { generateClaude } from "./logs/generate-claude.ts";
import { generateCodex } from "./logs/generate-codex.ts";
import { medianTimes, peakMemory, type Program } from "./measure.ts";
import { oneLine, tinyLines } from "./logs/odd-logs.ts";
import { bareNode, ccusage, countLines, listLogs } from "./peers.ts";
import { CLAUDE, CODEX, compareReaders, type Compared } from "./plain-and-fast.ts";
import { storeRows } from "./store/store.ts";
import { printTable, type Row } from "./table.ts";

const { values } = parseArgs({
  options: {
    bytes: { type: "string", default: "1300000000" },
    codex: { type: "string", default: "300000000" },
    small: { type: "string", default: "10000" },
    many: { type: "string", default: "100000" },
    runs: { type: "string", default: "5" },
    events: { type: "string", default: "300000" },
    ccusage: { type: "string" },
  },
});
const bin = join(import.meta.dirname, "../bin/tt.js");
const scratch = mkdtempSync(join(tmpdir(), "tt-bench-"));
const at = (name: string): string => join(scratch, name);
const LINE = 64e6;
const TINY = 1e6;
/** Less would mean that the scanner is not worth its code. */
const LEAST_GAIN = 2;
/** How much longer `--types all` may take than the default. */
const MOST_FOR_ALL = 2.5;

function tt(tree: string, ...more: readonly string[]): Program {
  return exported("claude-code", "--claude-dir", tree, more);
}

function exported(source: string, flag: string, tree: string, more: readonly string[]): Program {
  const args = ["export", "--source", source, flag, at(tree), "--data-dir", at(`${tree}-state`), ...more];
  return { command: [process.execPath, bin, ...args] };
}

/** Prints how the fast reader does, and tells whether it is worth its code. */
function isWorthIt(agent: string, { plain, fast, evidence, all }: Compared): boolean {
  const gain = fast / plain;
  console.log(
    `${agent} in one process, MB/s: plain ${plain.toFixed(0)}, fast ${fast.toFixed(0)}: ${gain.toFixed(1)} times as fast; with evidence it takes ${evidence.toFixed(2)} times as long, with all types ${all.toFixed(2)} (bar ${MOST_FOR_ALL})`,
  );
  return gain >= LEAST_GAIN;
}

async function main(): Promise<number> {
  const large = generateClaude({ out: at("large"), logs: 800, bytes: Number(values.bytes), seed: 1 });
  generateClaude({ out: at("small"), logs: Number(values.small), bytes: 60e6, seed: 2 });
  const many = generateClaude({
    out: at("many"),
    logs: Number(values.many),
    bytes: 1000 * Number(values.many),
    seed: 3,
  });
  const { log } = generateClaude({ out: at("grown"), logs: 800, bytes: Number(values.bytes), seed: 1 });
  oneLine(at("one"), LINE);
  tinyLines(at("tiny"), TINY);
  const rollouts = generateCodex({ out: at("codex"), logs: 330, bytes: Number(values.codex), seed: 1 });
  const peers = {
    ccusage: ccusage("claude", at("large"), values.ccusage),
    codex: ccusage("codex", at("codex"), values.ccusage),
    "wc -l": countLines(at("large")),
  };
  const line = `{"type":"mode","mode":"normal","sessionId":"11111111-1111-4111-8111-111111111111"}\n`;

  const time = medianTimes(
    {
      node: bareNode,
      version: { command: [process.execPath, bin, "--version"] },
      full: tt("large", "--full"),
      ccusage: peers.ccusage ?? bareNode,
      wc: peers["wc -l"] ?? bareNode,
      codex: exported("codex", "--codex-dir", "codex", ["--full"]),
      ccusageCodex: peers.codex ?? bareNode,
      quiet: tt("small"),
      quietMany: tt("many"),
      appendedMany: { ...tt("many"), before: () => appendFileSync(many.log, line) },
      listedSmall: listLogs(at("small")),
      listedMany: listLogs(at("many")),
      quietLarge: tt("grown"),
      everySource: {
        command: [process.execPath, bin, "export", "--claude-dir", at("grown"), "--data-dir", at("every-state")],
        // Nothing else is installed there.
        env: { HOME: scratch },
      },
      appended: { ...tt("grown"), before: () => appendFileSync(log, line) },
      all: tt("large", "--full", "--types", "all", "--data-dir", at("all-state")),
      one: tt("one", "--full"),
      tiny: tt("tiny", "--full"),
    },
    Number(values.runs),
  );
  const peak = {
    full: peakMemory(tt("large", "--full")),
    one: peakMemory(tt("one", "--full")),
    many: peakMemory(tt("many")),
  };

  const perByte = (name: "full" | "one" | "tiny", bytes: number): number => (time(name) - time("node")) / bytes;
  const average = perByte("full", large.bytes);
  const rows: readonly Row[] = [
    { what: "full export / ccusage", ours: time("full"), theirs: peers.ccusage && time("ccusage"), reach: 1, aim: 0.5 },
    {
      what: `full export of Codex, ${(rollouts.bytes / 1e6).toFixed(0)} MB / ccusage`,
      ours: time("codex"),
      theirs: peers.codex && time("ccusageCodex"),
      reach: 1,
    },
    { what: "full export / wc -l", ours: time("full"), theirs: peers["wc -l"] && time("wc"), reach: 8, aim: 4 },
    { what: "full export with --types all / without", ours: time("all"), theirs: time("full"), reach: MOST_FOR_ALL },
    { what: "nothing new in small logs / node -e 0", ours: time("quiet"), theirs: time("node"), reach: 8, aim: 4 },
    { what: "the same / listing them with their times", ours: time("quiet"), theirs: time("listedSmall"), reach: 3 },
    {
      what: "nothing new, all sources of which one is there / that one",
      ours: time("everySource"),
      theirs: time("quietLarge"),
      reach: 1.05,
    },
    { what: "nothing new in very many logs / node -e 0", ours: time("quietMany"), theirs: time("node"), reach: 12 },
    { what: "the same / listing them with their times", ours: time("quietMany"), theirs: time("listedMany"), reach: 3 },
    {
      what: "one line appended / nothing new, very many logs",
      ours: time("appendedMany"),
      theirs: time("quietMany"),
      reach: 1.3,
    },
    {
      what: "one line appended / nothing new",
      ours: time("appended"),
      theirs: time("quietLarge"),
      reach: 1.2,
      aim: 1.1,
    },
    { what: "tt --version / node -e 0", ours: time("version"), theirs: time("node"), reach: 2.5, aim: 1.5 },
    { what: "a line of 64 MB, per byte / average", ours: perByte("one", LINE) * 1e6, theirs: average * 1e6, reach: 3 },
    {
      what: "10^6 tiny lines, per byte / average",
      ours: perByte("tiny", TINY * line.length) * 1e6,
      theirs: average * 1e6,
      reach: 3,
    },
    { what: "peak memory, MB: full export", ours: peak.full, reach: 150, aim: 100 },
    { what: "peak memory, MB: nothing new in very many logs", ours: peak.many, reach: 150 },
    { what: "peak memory, MB: a line of 64 MB", ours: peak.one, reach: 300 },
  ];
  const machine = `${cpus()[0]?.model ?? "unknown"}, ${availableParallelism()} threads, Node ${process.version}`;
  console.log(
    `${machine}; ${large.logs} logs, ${large.lines} lines, ${(large.bytes / 1e6).toFixed(0)} MB; medians of ${values.runs}\n`,
  );
  printTable([...rows, ...storeRows(Number(values.events), Number(values.runs))]);
  console.log("");
  const claude = isWorthIt("Claude Code", await compareReaders(CLAUDE, at("large"), 3));
  const codex = isWorthIt("Codex", await compareReaders(CODEX, at("codex"), 3));
  if (claude && codex) return 0;
  console.error(`the fast reader is to be ${LEAST_GAIN} times as fast as the plain one at the least`);
  return 1;
}

try {
  process.exitCode = await main();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
