import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { codex } from "../../../src/agents/codex/index.ts";
import { corpusOf, fixturesOf } from "../../support/fixtures.ts";
import { referenceCodex, referenceRollout } from "./reference.ts";
import { grown, linesBelow, someCuts, sourceContract } from "../../support/source-contract.ts";

const source = codex({ tickMs: 0 });
const corpus = corpusOf("codex");
const NAME = "rollout-2026-06-18T10-00-00-019ed9be-0000-7000-8000-000000000001.jsonl";
const path = join("sessions/2026/06/18", NAME);

sourceContract({ source, directory: ".codex", reference: referenceCodex });

describe.skipIf(corpus === undefined)("real rollouts", () => {
  const real = corpus === undefined ? [] : linesBelow(corpus);
  const read = (name: string) => readFileSync(join(corpus ?? "", name));

  it("give what the reference decoder gives", async () => {
    for (const name of real) {
      const lines = await grown(source, { path, bytes: read(name), lengths: [] });
      expect(
        lines.map((line) => JSON.parse(line) as unknown),
        name,
      ).toEqual(referenceRollout(NAME, read(name)));
    }
  });

  it("give at random bytes what one read gives", async () => {
    for (const name of real) {
      const once = await grown(source, { path, bytes: read(name), lengths: [] });
      expect(await grown(source, { path, bytes: read(name), lengths: someCuts(read(name).length, 12) }), name).toEqual(
        once,
      );
    }
  });

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

  it("is told by any fixture with its values mixed up", async () => {
    const values: readonly unknown[] = [null, 0, -1.5, 1e300, "", "x", "__proto__", [], [[]], {}, { a: null }, true];
    for (const { home } of fixturesOf("codex")) {
      for (const log of linesBelow(join(home, ".codex"))) {
        const lines = readFileSync(join(home, ".codex", log), "utf8").split("\n");
        for (const [at, value] of values.entries()) {
          const mixed = lines
            .map((line, index) => (index % 3 === at % 3 ? withValue(line, value, at) : line))
            .join("\n");
          const bytes = Buffer.from(mixed);
          const seen = await grown(source, { path, bytes, lengths: [] });
          expect(seen.map((line) => JSON.parse(line) as unknown)).toEqual(referenceRollout(NAME, bytes));
        }
      }
    }
  });
});

/** Puts a value in the place of a member, here or deeper. */
function withValue(line: string, value: unknown, seed: number): string {
  try {
    let depth = 0;
    return JSON.stringify(JSON.parse(line), (_, member: unknown) => (depth++ === 2 + (seed % 7) ? value : member));
  } catch {
    return line;
  }
}

describe("the fixtures of codex", () => {
  it("hold no log that is not told", () => {
    for (const { home } of fixturesOf("codex")) expect(readdirSync(home)).toEqual([".codex"]);
  });
});
