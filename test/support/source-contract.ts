/** What holds for every agent whose logs are lines: what its fixtures expect, and that stopping anywhere changes nothing. */
import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { TrackedEvent } from "../../src/events/event.ts";
import type { Source } from "../../src/logs/source.ts";
import { fixturesOf } from "./fixtures.ts";
import { inProcess } from "./in-process.ts";
import { seededRandom } from "./random.ts";
import { tempDir } from "./temp.ts";

export interface SourceContract {
  /** The source, as one that trusts a file's clock at once. */
  readonly source: Source;
  /** Its directory in the home of a fixture. */
  readonly directory: string;
  /** What a decoder that shares no code with the source gives for such a directory. */
  readonly reference: (directory: string) => readonly object[];
}

export function sourceContract({ source, directory, reference }: SourceContract): void {
  const fixtures = fixturesOf(source.agent).map((fixture) => ({ ...fixture, root: join(fixture.home, directory) }));

  describe(`the source ${source.agent}`, () => {
    it.each(fixtures)("gives of the fixture $name its golden bytes", async ({ root, expected }) => {
      const lines = await inProcess(source, [root]).run();
      expect(lines.map((line) => `${line}\n`).join("")).toBe(expected);
      for (const line of lines) expect(() => TrackedEvent.parse(JSON.parse(line))).not.toThrow();
    });

    it.each(fixtures)("gives of the fixture $name what the reference decoder gives", async ({ root }) => {
      const lines = await inProcess(source, [root]).run();
      expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(reference(root));
    });

    it.each(fixtures)("is stopped at any byte of the fixture $name", async ({ root }) => {
      for (const path of linesBelow(root)) {
        const bytes = readFileSync(join(root, path));
        const once = await grown(source, { path, bytes, lengths: [] });
        expect(await grown(source, { path, bytes, lengths: someCuts(bytes.length) }), path).toEqual(once);
      }
    });

    it("names no event twice within a log", async () => {
      for (const { root } of fixtures)
        for (const path of linesBelow(root)) {
          const bytes = readFileSync(join(root, path));
          const ids = (await grown(source, { path, bytes, lengths: [] })).map((line) => idOf(line));
          expect(new Set(ids).size, path).toBe(ids.length);
        }
    });

    it("opens no log that is as it was left", async () => {
      for (const { root } of fixtures) {
        const opened: string[] = [];
        const spy: Source = { ...source, read: (log, cursor) => (opened.push(log.path), source.read(log, cursor)) };
        const exporter = inProcess(spy, [root]);
        await exporter.run();
        opened.length = 0;
        expect(await exporter.run()).toEqual([]);
        expect(opened).toEqual([]);
      }
    });

    it("forgets a log that is gone, and none of a directory that it did not look at", async () => {
      const [first, second] = [tempDir(), tempDir()];
      const path = linesBelow(fixtures[0]?.root ?? "")[0] ?? "";
      for (const dir of [first, second]) put(join(dir, path), readFileSync(join(fixtures[0]?.root ?? "", path)));
      const exporter = inProcess(source, [first]);
      await exporter.run();
      const elsewhere = inProcess(source, [second]);
      elsewhere.manifest = exporter.manifest;
      rmSync(join(second, path));
      await elsewhere.run();
      expect(elsewhere.manifest).toBe(exporter.manifest);
      rmSync(join(first, path));
      await exporter.run();
      expect(exporter.manifest).not.toContain("byte_offset");
    });
  });
}

/** The files below a directory that hold lines. */
export function linesBelow(root: string): readonly string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".jsonl"))
    .map(({ parentPath, name }) => relative(root, join(parentPath, name)))
    .sort();
}

export interface Growth {
  /** Where the log lies, below a directory of the agent. */
  readonly path: string;
  readonly bytes: Buffer;
  readonly lengths: readonly number[];
}

/** What comes out when a log grows through the given lengths, with an export after each; then nothing may be new. */
export async function grown(source: Source, { path, bytes, lengths }: Growth): Promise<readonly string[]> {
  const dir = tempDir();
  const file = join(dir, path);
  put(file, "");
  const exporter = inProcess(source, [dir]);
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

/** Every byte of a short log, some of a long one, in their order. */
export function someCuts(length: number, most = 60): readonly number[] {
  if (length <= 1500) return Array.from({ length }, (_, at) => at);
  const next = seededRandom(length);
  return Array.from({ length: most }, () => next.below(length)).sort((a, b) => a - b);
}

export function put(path: string, content: Buffer | string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

function idOf(line: string): string {
  return String((JSON.parse(line) as { readonly id: unknown }).id);
}
