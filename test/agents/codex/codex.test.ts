import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { codexLines } from "../../../src/agents/codex/decode.ts";
import { codex } from "../../../src/agents/codex/index.ts";
import { corpusOf, fixturesOf } from "../../support/homes/fixtures.ts";
import { referenceCodex } from "./reference.ts";
import { grown, linesBelow } from "../../support/contract/tree.ts";
import { sourceContract } from "../../support/contract/source-contract.ts";

const source = codex({ tickMs: 0 });
const corpus = corpusOf("codex");
const NAME = "rollout-2026-06-18T10-00-00-019ed9be-0000-7000-8000-000000000001.jsonl";
const path = join("sessions/2026/06/18", NAME);

sourceContract({
  make: codex,
  reference: referenceCodex,
  lines: {
    format: codexLines,
    copy: (log) => log.replace("rollout-", "rollout-copy-"),
    real: { directory: corpus, path },
  },
});

describe.skipIf(corpus === undefined)("real rollouts", () => {
  const real = corpus === undefined ? [] : linesBelow(corpus);
  const read = (name: string) => readFileSync(join(corpus ?? "", name));

  it("give of one thread at three sizes what its last size gives, at every byte of its tail", async () => {
    const [small = "", middle = "", large = ""] = ["a8/", "8d/", "a5/"].map(
      (part) => real.find((name) => name.startsWith(`EntityProcess+agentv/${part}`)) ?? "",
    );
    const bytes = read(large);
    expect(bytes.subarray(0, read(middle).length).equals(read(middle))).toBe(true);
    const tail = Array.from({ length: 1500 }, (_, at) => bytes.length - 1500 + at);
    const lengths = [read(small).length, read(middle).length, ...tail];
    const once = await grown(source, { path, bytes, lengths: [] });
    expect(await grown(source, { path, bytes, lengths })).toEqual(once);
    expect(once.length).toBeGreaterThan(100);
  });
});

describe("a rollout that Codex rewrites in its newer form", () => {
  it("gives the events that it gave", () => {
    const expected = new Map(fixturesOf("codex").map((fixture) => [fixture.name, fixture.expected]));
    expect(expected.get("rewritten-form")).toBe(expected.get("legacy-form"));
  });
});

describe("a hostile rollout", () => {
  it("keeps its cursor small", async () => {
    const head = (id: number) =>
      `{"timestamp":"2026-06-18T08:00:00.000Z","type":"session_meta","payload":{"id":"t${id}"}}\n`;
    const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, id) => head(id)).join(""));
    expect(await grown(source, { path, bytes, lengths: [1000, 2_000_000] })).toEqual([]);
  });
});

describe("the fixtures of codex", () => {
  it("hold no log that is not told", () => {
    for (const { home } of fixturesOf("codex")) expect(readdirSync(home)).toEqual([".codex"]);
  });
});
