/** Where logs come is told before they are there: each step on the way to any log of any fixture is awaited. */
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, extname, join, relative, sep } from "node:path";
import { expect, it } from "vitest";
import { besideHistory } from "../../src/agents/aider/discover.ts";
import { besideCline } from "../../src/agents/cline/discover.ts";
import { isTaskLog } from "../../src/agents/kilo-code/discover.ts";
import { aboutPath } from "../../src/agents/kiro/discover.ts";
import { besideTask } from "../../src/log-formats/task-folders/discover.ts";
import { sources } from "../../src/agents/index.ts";
import { sitesAbove } from "../../src/logs/finding/site.ts";
import type { Log, Source } from "../../src/logs/source.ts";
import { databaseOf, directoryIn, scriptsIn } from "../support/contract/prepared.ts";
import { fixturesOf } from "../support/homes/fixtures.ts";
import { rootsAt } from "../support/program/in-process.ts";
import { tempDir } from "../support/program/temp.ts";

/** From a root to a log, name by name. */
type Way = readonly string[];

/** Crush keeps a register of projects, which is as good as a log: the logs lie in these. */
const REGISTERS: Readonly<Record<string, readonly Way[]>> = { crush: [["projects.json"], ["crush.db"]] };

/** The files that tell of a log beside it. */
const BESIDE: Readonly<Record<string, (log: Log) => readonly string[]>> = {
  aider: besideHistory,
  cline: besideCline,
  kiro: (log) => [aboutPath(log)],
  "kilo-code": (log) => (isTaskLog(log) ? besideTask(log) : []),
  "roo-code": besideTask,
};

/** The ways to the logs of all fixtures, one of each kind. */
function waysOf(source: Source, scratch: string): readonly Way[] {
  const ways = fixturesOf(source.agent).flatMap(({ name, home }) => waysIn(source, home, join(scratch, name)));
  const kindOf = (way: Way) => [way.length, ...way.slice(0, 1), extname(way.at(-1) ?? "")].join(" ");
  return REGISTERS[source.agent] ?? [...new Map(ways.map((way) => [kindOf(way), way])).values()];
}

function waysIn(source: Source, home: string, scratch: string): readonly Way[] {
  let root = directoryIn(home, source);
  const scripts = scriptsIn(root);
  if (scripts.length > 0) {
    cpSync(root, scratch, { recursive: true });
    root = scratch;
    // A database is found by its name.
    for (const name of scripts) writeFileSync(join(root, databaseOf(name)), "");
  }
  return source.discover(rootsAt(source, [root])).logs.map(({ path }) => relative(root, path).split(sep));
}

function sourceOf(agent: string): Source {
  const source = sources.find((other) => other.agent === agent);
  if (source === undefined) throw new Error(agent);
  return source;
}

/** What the sites of a source await at a path. */
function awaitedAt(source: Source, root: string, path: string): readonly unknown[] {
  const sites = [...sitesAbove(root), ...source.discover(rootsAt(source, [root])).sites()];
  return sites.filter((site) => site.path === dirname(path)).map((site) => site.awaits(basename(path)));
}

it.each(sources.map((source) => [source.agent, source] as const))("%s: each step is awaited", (_agent, source) => {
  const scratch = tempDir();
  const ways = waysOf(source, scratch);
  expect(ways).not.toEqual([]);
  for (const way of ways) {
    const root = join(scratch, "root");
    for (let done = 0; done <= way.length; done++) {
      const path = join(root, ...way.slice(0, done));
      const isLog = done === way.length;
      const awaited = new Set(awaitedAt(source, root, path));
      expect(awaited.has("log") || (!isLog && awaited.has("directory")), path).toBe(true);
      if (isLog) writeFileSync(path, "");
      else mkdirSync(path);
    }
    // What is written to it is awaited, too.
    expect(awaitedAt(source, root, join(root, ...way))).toContain("log");
    // So is what lies beside it.
    for (const path of source
      .discover(rootsAt(source, [root]))
      .logs.flatMap((log) => BESIDE[source.agent]?.(log) ?? []))
      expect(awaitedAt(source, root, path), path).toContain("log");
    rmSync(root, { recursive: true });
  }
});

it("aider: the chats beside a history that is named itself are awaited, and none beside one of another name", () => {
  const aider = sourceOf("aider");
  const root = tempDir();
  const chats = join(root, ".aider.chat.history.md");
  for (const [name, isAwaited] of [
    [".aider.input.history", true],
    ["typed", false],
  ] as const) {
    writeFileSync(join(root, name), "");
    const sites = [...aider.discover(rootsAt(aider, [join(root, name)])).sites()];
    expect(sites.some((site) => site.path === root && site.awaits(basename(chats)) === "log")).toBe(isAwaited);
  }
});

it("crush: the data directory of a project that is in the register and not there yet is awaited", () => {
  const crush = sourceOf("crush");
  const root = tempDir();
  const project = tempDir();
  writeFileSync(join(root, "projects.json"), JSON.stringify({ projects: [{ path: project, data_dir: ".crush" }] }));
  expect(awaitedAt(crush, root, join(project, ".crush"))).toEqual(["log"]);
  mkdirSync(join(project, ".crush"));
  expect(awaitedAt(crush, root, join(project, ".crush", "crush.db"))).toEqual(["log"]);
});
