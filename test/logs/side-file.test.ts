/** A file beside a log that says something of all of it: asked for when it is needed, and nothing comes without it. */
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { Observation } from "../../src/events/observation.ts";
import type { Batch } from "../../src/logs/source.ts";
import { directoryFile, sideText, withSideFile, type SideFile } from "../../src/logs/with-side-file.ts";
import { collect } from "../support/store/import.ts";
import { tempDir } from "../support/program/temp.ts";

const at = "2026-03-02T09:00:00.000Z";
const seen = (cwd?: string): Observation => ({ kind: "session-started", at, sessionId: "s", cwd });
const batch = (...observations: readonly Observation[]): Batch => ({
  observations,
  problems: [],
  counts: { lines: 1, skipped: {} },
});

async function* logOf(...batches: readonly Batch[]): AsyncGenerator<Batch> {
  for (const one of batches) yield await Promise.resolve(one);
}

function cwds(batches: readonly Batch[]): readonly (readonly (string | undefined)[])[] {
  return batches.map(({ observations }) => observations.map(({ cwd }) => cwd));
}

it("is read once something needs it, once where it says something, and speaks for what is without", async () => {
  const asked: string[] = [];
  const side = directoryFile("/beside", () => {
    asked.push("read");
    return asked.length === 1 ? undefined : "/beds";
  });
  const log = logOf(batch(), batch(seen()), batch(seen(), seen("/pond")), batch(), batch(seen()));
  expect(cwds(await collect(withSideFile(log, side)))).toEqual([[], [undefined], ["/beds", "/pond"], [], ["/beds"]]);
  expect(asked).toHaveLength(2);
});

it("that cannot be read ends the log with a problem: nothing of it is told otherwise than it is", async () => {
  const side: SideFile<string> = {
    path: "/beside",
    read() {
      throw Object.assign(new Error("EIO"), { code: "EIO", syscall: "read" });
    },
    apply: (_, observations) => observations,
  };
  const batches = await collect(withSideFile(logOf(batch(), batch(seen()), batch()), side));
  expect(batches.map(({ observations, problems }) => [observations.length, problems])).toEqual([
    [0, []],
    [0, [{ kind: "unreadable", path: "/beside", cause: "EIO" }]],
  ]);
});

it("that is ours to fail is no problem of the log's", async () => {
  const side = directoryFile("/beside", () => {
    throw new TypeError("a bug");
  });
  await expect(collect(withSideFile(logOf(batch(seen())), side))).rejects.toThrow("a bug");
});

it("is nothing where there is none, or none that may be read: a link to itself, a directory, a long one", () => {
  const directory = tempDir();
  const path = (name: string) => join(directory, name);
  writeFileSync(path("short"), "\uFEFFdig");
  expect(sideText(path("short"), 10)).toBe("dig");
  expect(sideText(path("short"), 5)).toBeUndefined();
  expect(sideText(path("none"), 10)).toBeUndefined();
  expect(sideText(join(path("short"), "below"), 10)).toBeUndefined();
  symlinkSync(path("link"), path("link"));
  expect(sideText(path("link"), 10)).toBeUndefined();
  mkdirSync(path("directory"));
  expect(sideText(path("directory"), 10)).toBeUndefined();
});

it.skipIf(process.getuid?.() === 0)("is nothing where it may not be read", () => {
  const path = join(tempDir(), "closed");
  writeFileSync(path, "dig");
  chmodSync(path, 0o000);
  expect(sideText(path, 10)).toBeUndefined();
});
