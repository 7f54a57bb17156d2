/** What holds for agents with logs of lines beside the contract of sources: evidence, hostile values, real logs. */
import { cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Source } from "../../src/logs/source.ts";
import { fixturesOf } from "./fixtures.ts";
import { inProcess } from "./in-process.ts";
import { seededRandom } from "./random.ts";
import { grown, linesBelow, someCuts } from "./source-contract.ts";
import { tempDir } from "./temp.ts";

export interface LineAgent {
  readonly source: Source;
  /** Its directory in the home of a fixture. */
  readonly directory: string;
  /** What a decoder that shares no code with the source gives for such a directory. */
  readonly reference: (directory: string, evidence: boolean) => readonly object[];
  /** The folder of its real logs, where they are at hand, and its directory therein. */
  readonly corpus: string;
}

/** The real logs, where they are at hand: they are no part of the project. */
function realLogs(corpus: string): string | undefined {
  const path = join(import.meta.dirname, "../../../shared/corpus-more", corpus);
  return existsSync(path) ? path : undefined;
}

const VALUES: readonly unknown[] = [null, 0, 1e300, -1, "", "x", "__proto__", [], {}, { a: null }, [null], true];

export function lineAgent({ source, directory, reference, corpus }: LineAgent): void {
  const fixtures = fixturesOf(source.agent).map(({ name, home }) => ({ name, root: join(home, directory) }));
  const events = (lines: readonly string[]) => lines.map((line) => JSON.parse(line) as object);

  describe(`the lines of ${source.agent}`, () => {
    it.each(fixtures)("give of the fixture $name the evidence that the reference decoder gives", async ({ root }) => {
      expect(events(await inProcess(source, [root], "evidence").run())).toEqual(reference(root, true));
    });

    it("give what the reference decoder gives with any value in the place of another", async () => {
      const random = seededRandom(7);
      for (const [at, { root }] of fixtures.entries())
        for (const value of VALUES.filter((_, index) => index % 3 === at % 3)) {
          const copy = tempDir();
          cpSync(root, copy, { recursive: true });
          for (const path of linesBelow(root)) {
            const lines = readFileSync(join(root, path), "utf8").split("\n");
            const mixed = lines.map((line) => (random.chance(0.4) ? withValue(line, value, random.below(25)) : line));
            writeFileSync(join(copy, path), mixed.join("\n"));
          }
          const seen = events(await inProcess(source, [copy], "evidence").run());
          expect(seen, JSON.stringify(value)).toEqual(reference(copy, true));
        }
    });
  });

  const real = realLogs(corpus);
  describe.skipIf(real === undefined)(`real logs of ${source.agent}`, () => {
    it("give what the reference decoder gives, whole and at any byte, and no values that are not known", async () => {
      const root = real ?? "";
      const once = events(await inProcess(source, [root], "evidence").run());
      expect(once).toEqual(reference(root, true));
      expect(once.some((event) => "type" in event && event.type === "user_message")).toBe(true);
      const { logs } = source.discover([{ path: root, named: true }]);
      for (const log of logs) {
        for await (const { counts } of source.read(log, undefined)) expect(counts.unknown).toBeUndefined();
        const bytes = readFileSync(log.path);
        const path = log.path.slice(root.length + 1);
        const whole = await grown(source, { path, bytes, lengths: [] });
        expect(await grown(source, { path, bytes, lengths: someCuts(bytes.length, 20) })).toEqual(whole);
      }
    });
  });
}

/** A line with a value in the place of one of its members, here or deeper. */
function withValue(line: string, value: unknown, at: number): string {
  let left = at;
  try {
    return JSON.stringify(JSON.parse(line), (_, member: unknown) => (left-- === 0 ? value : member)) ?? line;
  } catch {
    return line;
  }
}
