import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { copilotLines } from "../../../src/agents/copilot-cli/decode.ts";
import { copilotCli } from "../../../src/agents/copilot-cli/index.ts";
import { corpusOf, fixturesOf } from "../../support/homes/fixtures.ts";
import { referenceCopilot, referenceCopilotUsage, referenceSession } from "./reference.ts";
import { inProcess } from "../../support/program/in-process.ts";
import { tempDir } from "../../support/program/temp.ts";
import { countsOf, grown, linesBelow, put } from "../../support/contract/tree.ts";
import { sourceContract } from "../../support/contract/source-contract.ts";

const source = copilotCli({ tickMs: 0 });
const corpus = corpusOf("copilot");
const path = "session-state/s1/events.jsonl";

const asEvents = (lines: readonly string[]) => lines.map((line) => JSON.parse(line) as unknown);

sourceContract({
  make: copilotCli,
  reference: referenceCopilot,
  usage: referenceCopilotUsage,
  lines: {
    format: copilotLines,
    copy: (log) => log.replace(/(?=\/events\.jsonl$)|(?<!events)(?=\.jsonl$)/, "-copy"),
    real: { directory: corpus, path },
  },
});

describe.skipIf(corpus === undefined)("real sessions", () => {
  const real = corpus === undefined ? [] : linesBelow(corpus);
  const read = (name: string) => readFileSync(join(corpus ?? "", name));

  it("give of one session at two sizes what its last size gives", async () => {
    const [small = "", large = ""] = ["b4/", "d8/"].map((part) => real.find((name) => name.includes(part)) ?? "");
    const bytes = read(large);
    expect(bytes.subarray(0, read(small).length).equals(read(small))).toBe(true);
    const once = await grown(source, { path, bytes, lengths: [] });
    expect(await grown(source, { path, bytes, lengths: [read(small).length] })).toEqual(once);
  });
});

describe("evidence", () => {
  it("is told when it is asked for, of fixtures and of real sessions, however they grow", async () => {
    const homes = fixturesOf("copilot-cli").map(({ home }) => join(home, ".copilot"));
    const roots = corpus === undefined ? homes : [...homes, corpus];
    let told = 0;
    for (const root of roots)
      for (const log of linesBelow(root)) {
        const bytes = readFileSync(join(root, log));
        const directory = tempDir();
        const exporter = inProcess(source, [directory], "evidence");
        const lines: string[] = [];
        for (const share of [0.2, 0.5, 0.8, 1]) {
          put(join(directory, path), bytes.subarray(0, Math.floor(bytes.length * share)));
          lines.push(...(await exporter.run()));
        }
        const wanted = referenceSession("s1", bytes, true);
        expect(asEvents(lines), log).toEqual(wanted);
        told += wanted.filter(({ type }) => /result|agent_message/.test(String(type))).length;
      }
    expect(told).toBeGreaterThan(10);
  });
});

describe("what nobody knows yet", () => {
  it("is counted by its name", async () => {
    const root = fixturesOf("copilot-cli").find(({ name }) => name === "origins")?.home ?? "";
    const [log] = source.discover([{ path: join(root, ".copilot"), named: true }]).logs;
    if (log === undefined) throw new Error("the fixture is there");
    const unknown: unknown[] = [];
    for await (const { counts } of source.read(log, undefined)) if (counts.unknown) unknown.push(counts.unknown);
    expect(unknown).toEqual([
      { source: { "lunar-phase-*": 1 }, type: { "session.mood_changed": 1 }, reason: { frost: 1 } },
    ]);
  });

  it.skipIf(corpus === undefined)("is not met in real sessions", async () => {
    for (const name of corpus === undefined ? [] : linesBelow(corpus)) {
      const directory = tempDir();
      put(join(directory, path), readFileSync(join(corpus ?? "", name)));
      for (const log of source.discover([{ path: directory, named: true }]).logs)
        for await (const { counts } of source.read(log, undefined)) expect(counts.unknown, name).toBeUndefined();
    }
  });
});

describe("what shows nothing", () => {
  it("is counted by the reason", async () => {
    const root = fixturesOf("copilot-cli").find(({ name }) => name === "ugly")?.home ?? "";
    expect((await countsOf(source, join(root, ".copilot"))).skipped).toEqual({
      malformed: 2,
      "other-type": 3,
      incomplete: 1,
    });
  });
});

describe("where Copilot CLI keeps its sessions", () => {
  it("is ~/.copilot, or what $COPILOT_HOME names", () => {
    const environment = { home: "/home/ana", vars: {}, platform: "linux" } as const;
    expect(source.roots(environment)).toEqual([{ path: "/home/ana/.copilot", named: false }]);
    const named = source.roots({ ...environment, vars: { COPILOT_HOME: "/data/copilot" } });
    expect(named).toEqual([{ path: "/data/copilot", named: true }]);
  });
});
