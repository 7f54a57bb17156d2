/** Stopping changes nothing: reading to any byte, storing the cursor, and going on gives the events of one read. */
import { appendFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { corpusOf, fixturesOf } from "../support/homes/fixtures.ts";
import { claudeCodeWith, inProcess, WAYS, type Way } from "../support/program/in-process.ts";
import { seededRandom } from "../support/random/random.ts";
import { tempDir } from "../support/program/temp.ts";
import { uglyLog } from "../support/random/ugly-logs.ts";
import { playsAll, times } from "../support/shares.ts";

const SEEDS = times(3);
const LOG = "projects/-home-ana-garden/s1.jsonl";

/** Grows a log through the given lengths, an export after each; then nothing may be new. */
async function grown(way: Way, bytes: Buffer, lengths: readonly number[], path = LOG): Promise<readonly string[]> {
  const dir = tempDir();
  const file = join(dir, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, "");
  const exporter = inProcess(claudeCodeWith(way), [dir]);
  const lines: string[] = [];
  let have = 0;
  for (const length of [...lengths, bytes.length]) {
    appendFileSync(file, bytes.subarray(have, length));
    have = length;
    lines.push(...(await exporter.run()));
  }
  const { manifest } = exporter;
  expect(await exporter.run()).toEqual([]);
  expect(exporter.manifest).toBe(manifest);
  return lines;
}

/** Every byte, for a short log; some, in their order, for a long one. */
function cuts(length: number, seed: number, most: number): readonly number[] {
  if (length <= most) return Array.from({ length }, (_, at) => at);
  const next = seededRandom(seed);
  return Array.from({ length: most }, () => next.below(length)).sort((a, b) => a - b);
}

function logsBelow(dir: string): readonly string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".jsonl"))
    .map(({ parentPath, name }) => relative(dir, join(parentPath, name)));
}

describe.each(WAYS)("a log that grows, read the %s way,", (way) => {
  it("gives at every byte what one read gives: a short one", async () => {
    const two = uglyLog(3, { lines: playsAll ? 6 : 3 });
    const once = await grown(way, two, []);
    expect(once.length).toBeGreaterThan(0);
    expect(await grown(way, two, cuts(two.length, 3, 2500))).toEqual(once);
  });

  it("gives at random bytes what one read gives: ugly ones", async () => {
    for (let seed = 1; seed <= SEEDS; seed++) {
      const bytes = uglyLog(seed, { lines: 40 });
      expect(await grown(way, bytes, cuts(bytes.length, seed, 12)), `seed ${seed}`).toEqual(
        await grown(way, bytes, []),
      );
    }
  });

  it.each(fixturesOf("claude-code"))(
    "gives at random bytes what one read gives: the fixture $name",
    async ({ home }) => {
      const root = join(home, ".claude");
      for (const path of logsBelow(root)) {
        const bytes = readFileSync(join(root, path));
        expect(await grown(way, bytes, cuts(bytes.length, 7, 16), path), path).toEqual(
          await grown(way, bytes, [], path),
        );
      }
    },
  );

  const corpus = corpusOf("claude-code");
  it.skipIf(corpus === undefined)("gives at random bytes what one read gives: the real ones", async () => {
    for (const [at, path] of logsBelow(corpus ?? "").entries()) {
      const bytes = readFileSync(join(corpus ?? "", path));
      expect(await grown(way, bytes, cuts(bytes.length, at, 3), path), path).toEqual(await grown(way, bytes, [], path));
    }
  });
});
