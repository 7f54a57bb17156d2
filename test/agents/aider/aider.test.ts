import { appendFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { aider } from "../../../src/agents/aider/index.ts";
import { copyOf, put } from "../../support/contract/tree.ts";
import { fixturesOf, furtherLogsOf } from "../../support/homes/fixtures.ts";
import { inProcess, LOCAL_ZONE, rootsAt } from "../../support/program/in-process.ts";
import { sourceContract } from "../../support/contract/source-contract.ts";
import { tempDir } from "../../support/program/temp.ts";
import { referenceAider } from "./reference.ts";

sourceContract({ make: aider, reference: referenceAider });

const source = aider({ tickMs: 0 });
const INPUT = ".aider.input.history";
const CHAT = ".aider.chat.history.md";
const garden = (name: string) => join(fixturesOf("aider").find((each) => each.name === name)?.home ?? "", "garden");

interface Event {
  readonly id: string;
  readonly type: string;
  readonly length?: number;
}
const parsed = (lines: readonly string[]) => lines.map((line) => JSON.parse(line) as Event);

/** What a project gives whose history grows to these lengths, a run after each. */
async function grown(name: string, lengths: (bytes: Buffer) => readonly number[]) {
  const directory = tempDir();
  const bytes = readFileSync(join(garden(name), INPUT));
  cpSync(join(garden(name), CHAT), join(directory, CHAT), { force: true });
  const exporter = inProcess(source, [directory]);
  const got: string[] = [];
  const seen = new Map<string, Set<string>>();
  let have = 0;
  for (const length of [...lengths(bytes), bytes.length]) {
    appendFileSync(join(directory, INPUT), bytes.subarray(have, length));
    have = length;
    got.push(...(await exporter.run()));
    for (const event of referenceAider(directory))
      seen.set(event.id, (seen.get(event.id) ?? new Set()).add(JSON.stringify(event)));
  }
  const { manifest } = exporter;
  expect(await exporter.run()).toEqual([]);
  expect(exporter.manifest).toBe(manifest);
  return { got, seen, full: referenceAider(directory) };
}

describe("a history that grows", () => {
  it("gives what one read gives, when each entry is whole at once, as Aider writes them", async () => {
    for (const name of ["session", "programs", "beside"]) {
      const ends = (bytes: Buffer) =>
        [...bytes.toString("latin1").matchAll(/\n(?=\n# )/g)].map(({ index }) => index + 1);
      const { got, full } = await grown(name, ends);
      expect(got.map((line) => JSON.parse(line) as unknown)).toEqual(full);
    }
  });

  it("gives each event once, under one ID, wherever an entry was cut", async () => {
    for (const name of ["session", "programs", "beside"]) {
      const { got, seen, full } = await grown(name, (bytes) =>
        Array.from({ length: bytes.length / 37 }, (_, at) => at * 37),
      );
      const ids = parsed(got).map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      // What was cut within an entry of several lines has the length that a run saw, and the same ID.
      for (const line of got) expect(seen.get((JSON.parse(line) as Event).id)).toContain(line);
      expect(full.map(({ id }) => id).filter((id) => !ids.includes(id))).toEqual([]);
    }
  });

  it("gives what was new when it was cleared and begun anew", async () => {
    const directory = copyOf(garden("session"));
    const exporter = inProcess(source, [directory]);
    const before = await exporter.run();
    writeFileSync(join(directory, INPUT), "\n# 2026-11-24 09:00:00.000001\n+Anew.\n");
    rmSync(join(directory, CHAT));
    const after = parsed(await exporter.run());
    expect(before).toHaveLength(14);
    expect(after).toEqual([expect.objectContaining({ type: "user_message", timestamp: "2026-11-24T08:00:00.000Z" })]);
  });
});

describe("a chat history", () => {
  it("that is gone takes no prompt with it, and gives none twice", async () => {
    const directory = copyOf(garden("session"));
    const exporter = inProcess(source, [directory]);
    const ids = parsed(await exporter.run()).map(({ id }) => id);
    rmSync(join(directory, CHAT));
    appendFileSync(join(directory, INPUT), "\n# 2026-11-23 15:00:00.000001\n+On.\n");
    const more = parsed(await exporter.run());
    expect(more.map(({ type }) => type)).toEqual(["user_message"]);
    expect(ids).not.toContain(more[0]?.id);
  });

  it("that comes back gives the starts that were missing, though nothing else was typed", async () => {
    const directory = copyOf(garden("session"));
    rmSync(join(directory, CHAT));
    const exporter = inProcess(source, [directory]);
    expect(await exporter.run()).toHaveLength(12);
    expect(await exporter.run()).toEqual([]);
    cpSync(join(garden("session"), CHAT), join(directory, CHAT));
    expect(parsed(await exporter.run()).map(({ type }) => type)).toEqual(["agent_session", "agent_session"]);
    expect(await exporter.run()).toEqual([]);
  });

  it("that cannot be read leaves the project for the next run", async () => {
    const directory = copyOf(garden("session"));
    rmSync(join(directory, CHAT));
    mkdirSync(join(directory, CHAT));
    const exporter = inProcess(source, [directory]);
    expect(await exporter.run()).toEqual([]);
    rmSync(join(directory, CHAT), { recursive: true });
    cpSync(join(garden("session"), CHAT), join(directory, CHAT));
    expect(await exporter.run()).toHaveLength(14);
  });
});

describe("histories without a time zone", () => {
  it("are found and not read", async () => {
    const { logs, withoutZone = [], found } = source.discover([{ path: garden("session"), named: true }]);
    expect([logs.length, withoutZone.length, found]).toEqual([0, 1, true]);
    for (const log of withoutZone)
      for await (const { observations } of source.read(log, undefined)) expect(observations).toEqual([]);
  });
});

describe("where Aider keeps its histories", () => {
  it("is in each project, and where a variable or the home folder has one for all", () => {
    const environment = { home: "/home/mira", vars: {}, platform: "linux" } as const;
    expect(source.roots(environment)).toEqual([{ path: "/home/mira/.aider.input.history", named: false }]);
    const of = (path: string) => source.roots({ ...environment, vars: { AIDER_INPUT_HISTORY_FILE: path } });
    expect(of("/data/typed.txt")).toEqual([{ path: "/data/typed.txt", named: true }]);
    expect(of("typed.txt")).toEqual(source.roots(environment));
  });

  it("may be a file of another name, of which no directory and no run is known", async () => {
    const directory = tempDir();
    put(join(directory, "typed.txt"), readFileSync(join(garden("session"), INPUT)));
    put(join(directory, CHAT), readFileSync(join(garden("session"), CHAT)));
    const events = parsed(await inProcess(source, [join(directory, "typed.txt")]).run());
    expect(events).toHaveLength(12);
    expect(new Set(events.map((event) => Object.keys(event).includes("cwd")))).toEqual(new Set([false]));
    const found = source.discover(rootsAt(source, [join(directory, "typed.txt")]));
    expect(found.logs.map(({ zone }) => zone)).toEqual([LOCAL_ZONE]);
    expect(found.isGone(join(directory, "other.txt"), undefined)).toBe(true);
  });
});

describe.skipIf(furtherLogsOf("aider/repo") === undefined)("real logs", () => {
  it("give what the reference decoder gives: two prompts, which `--message` wrote twice each", async () => {
    const directory = furtherLogsOf("aider/repo") ?? "";
    const events = parsed(await inProcess(source, [directory]).run());
    expect(events).toEqual(referenceAider(directory));
    expect(events.map(({ type }) => type)).toEqual(["agent_session", "user_message", "agent_session", "user_message"]);
  });
});
