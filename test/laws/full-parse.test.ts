/** What a full parse gives: what a person reviewed, and what a decoder gives that shares no code with this one. */
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { TrackedEvent } from "../../src/events/event.ts";
import { corpusOf, fixturesOf } from "../support/homes/fixtures.ts";
import { claudeCodeWith, inProcess, WAYS } from "../support/program/in-process.ts";
import { referenceTree } from "../agents/claude-code/reference.ts";
import { wireLine } from "../support/reference/wire.ts";
import { tempDir, writeTree } from "../support/program/temp.ts";
import { uglyTree } from "../support/random/ugly-logs.ts";
import { times } from "../support/shares.ts";

const corpus = corpusOf("claude-code");
const SEEDS = times(3);

function reference(dir: string, evidence = false): readonly string[] {
  return referenceTree([dir], { evidence }).events.map((event) => wireLine(event));
}

describe.each(WAYS)("a full parse, %s,", (way) => {
  it.each(fixturesOf("claude-code"))("of the fixture $name gives its golden bytes", async ({ home, expected }) => {
    const lines = await inProcess(claudeCodeWith(way), [join(home, ".claude")]).run();
    expect(lines.map((line) => `${line}\n`).join("")).toBe(expected);
    for (const line of lines) expect(() => TrackedEvent.parse(JSON.parse(line))).not.toThrow();
  });

  it.each(fixturesOf("claude-code").filter(({ expectedEvidence }) => expectedEvidence !== undefined))(
    "with evidence of the fixture $name gives its golden bytes",
    async ({ home, expectedEvidence }) => {
      const lines = await inProcess(claudeCodeWith(way), [join(home, ".claude")], "evidence").run();
      expect(lines.map((line) => `${line}\n`).join("")).toBe(expectedEvidence);
    },
  );

  it.skipIf(corpus === undefined)("of the real logs gives what the reference decoder gives", async () => {
    const dir = corpus ?? "";
    expect(await inProcess(claudeCodeWith(way), [dir]).run()).toEqual(reference(dir));
    expect(await inProcess(claudeCodeWith(way), [dir], "evidence").run()).toEqual(reference(dir, true));
  });

  it("of ugly trees gives what the reference decoder gives", async () => {
    for (let seed = 1; seed <= SEEDS; seed++) {
      const dir = tempDir();
      writeTree(dir, uglyTree(seed));
      expect(await inProcess(claudeCodeWith(way), [dir]).run(), `seed ${seed}`).toEqual(reference(dir));
      const lines = await inProcess(claudeCodeWith(way), [dir], "evidence").run();
      expect(lines, `seed ${seed}`).toEqual(reference(dir, true));
      for (const line of lines) expect(() => TrackedEvent.parse(JSON.parse(line))).not.toThrow();
    }
  });

  it("gives the same bytes for any size of the blocks that are read", async () => {
    for (let seed = 1; seed <= SEEDS / 5; seed++) {
      const dir = tempDir();
      writeTree(dir, uglyTree(seed));
      const whole = await inProcess(claudeCodeWith(way), [dir]).run();
      for (const blockSize of [1, 7, 64, 1000, 4096])
        expect(await inProcess(claudeCodeWith(way, { blockSize }), [dir]).run(), `seed ${seed}, ${blockSize}`).toEqual(
          whole,
        );
    }
  });
});
