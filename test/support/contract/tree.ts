/** Logs in directories of their own, and what an exporter gives of them. */
import { appendFileSync, cpSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { expect } from "vitest";
import type { TypeGroup } from "../../../src/events/event-type.ts";
import type { Counts, Source } from "../../../src/logs/source.ts";
import { inProcess } from "../program/in-process.ts";
import { seededRandom } from "../random/random.ts";
import { tempDir } from "../program/temp.ts";

/** The files below a directory that hold lines. */
export function linesBelow(root: string): readonly string[] {
  return filesBelow(root).filter((path) => /\.(?:jsonl|log)$/.test(path));
}

/** The paths of all files below a directory. */
export function filesBelow(root: string): readonly string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(root, join(parentPath, name)))
    .sort();
}

export function put(path: string, content: Buffer | string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

/** A copy of a directory, which a test may change. */
export function copyOf(root: string): string {
  const copy = tempDir();
  cpSync(root, copy, { recursive: true });
  return copy;
}

/** The events of one full export of a directory. */
export async function eventsOf(source: Source, directory: string, types?: TypeGroup): Promise<readonly Event[]> {
  const lines = await inProcess(source, [directory], types).run();
  return lines.map((line) => JSON.parse(line) as Event);
}

/** An event, as far as the laws look at it. */
export interface Event {
  readonly action?: string;
  readonly id: string;
  readonly type: string;
  readonly session_id: string;
}

export interface Growth {
  /** Where the log lies, below a directory of the agent. */
  readonly path: string;
  readonly bytes: Buffer;
  readonly lengths: readonly number[];
}

/** What comes out when a log grows through the given lengths, with an export after each; then nothing may be new. */
export async function grown(
  source: Source,
  { path, bytes, lengths }: Growth,
  types: TypeGroup = "core",
): Promise<readonly string[]> {
  const dir = tempDir();
  const file = join(dir, path);
  put(file, "");
  const exporter = inProcess(source, [dir], types);
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

/** Every byte of a short log; of a long one those about the ends of lines, and others by chance: in their order. */
export function someCuts(length: number, most = 60): readonly number[] {
  if (length <= 400) return Array.from({ length }, (_, at) => at);
  const next = seededRandom(length);
  return Array.from({ length: most }, () => next.below(length)).sort((a, b) => a - b);
}

/** What a full reading of a directory skips, by reason, and what it does not know. */
export async function countsOf(source: Source, directory: string): Promise<Pick<Counts, "skipped" | "unknown">> {
  const skipped: Record<string, number> = {};
  const unknown: Record<string, Record<string, number>> = {};
  const add = (to: Record<string, number>, counts: Readonly<Record<string, number>>) => {
    for (const [name, count] of Object.entries(counts)) to[name] = (to[name] ?? 0) + count;
  };
  for (const log of source.discover([{ path: directory, named: true }]).logs)
    for await (const { counts } of source.read(log, undefined)) {
      add(skipped, counts.skipped);
      for (const [field, values] of Object.entries(counts.unknown ?? {})) add((unknown[field] ??= {}), values);
    }
  return Object.keys(unknown).length === 0 ? { skipped } : { skipped, unknown };
}
