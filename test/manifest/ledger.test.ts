import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ParsedEntries, type Entry } from "../../src/manifest/entries.ts";
import { Ledger, type LedgerSettings } from "../../src/manifest/ledger.ts";
import { formatManifest, NO_MANIFEST, type Manifest } from "../../src/manifest/manifest.ts";
import { UnwrittenState, writeState } from "../../src/manifest/state-file.ts";
import { tempDir } from "../support/temp.ts";

const settings: LedgerSettings = { machineId: undefined, types: "core", exclude: [], forget: false };
const stored: Manifest = {
  machineId: undefined,
  types: "core",
  entries: new ParsedEntries(new Map([["log", { byte_offset: 1 }]])),
};

it("has something to store once a log went on, and not when it is where it was", () => {
  const ledger = new Ledger(stored, settings);
  ledger.advance("log", { byte_offset: 1 });
  expect(ledger.changed).toBe(false);
  ledger.advance("log", { byte_offset: 2 });
  expect(ledger.changed).toBe(true);
});

it("has something to store when another machine, other types or other directories are asked for", () => {
  expect(new Ledger(stored, settings).changed).toBe(false);
  expect(new Ledger(stored, { ...settings, machineId: "shed" }).changed).toBe(true);
  expect(new Ledger(stored, { ...settings, types: "all" }).changed).toBe(true);
  expect(new Ledger(stored, { ...settings, exclude: ["/home/ana/diary"] }).changed).toBe(true);
});

it("has the same bytes in whatever order its logs were read", () => {
  const entries: readonly (readonly [string, Entry])[] = [
    ["a", { byte_offset: 1 }],
    ["b", { byte_offset: 2 }],
  ];
  const text = formatManifest({ ...NO_MANIFEST, entries: new ParsedEntries(new Map(entries)) });
  expect(formatManifest({ ...NO_MANIFEST, entries: new ParsedEntries(new Map(entries.toReversed())) })).toBe(text);
});

it("leaves nothing beside a state file that cannot be replaced", () => {
  const directory = tempDir();
  const path = join(directory, "manifest.json");
  mkdirSync(path);
  writeFileSync(join(path, "something"), "");
  expect(() => writeState(path, "{}")).toThrow(UnwrittenState);
  expect(readdirSync(directory)).toEqual(["manifest.json"]);
});
