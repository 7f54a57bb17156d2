import { expect, it } from "vitest";
import { NO_EVENTS } from "../../src/delivery.ts";
import { deliveryBefore } from "../../src/manifest/delivery-before.ts";
import { NO_ENTRIES, ParsedEntries, type Entry } from "../../src/manifest/entries.ts";
import { Ledger, type LedgerSettings } from "../../src/manifest/ledger.ts";
import { formatManifest, NO_MANIFEST, parseManifest, type Manifest } from "../../src/manifest/manifest.ts";

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
  expect(new Ledger(stored, { ...settings, storeTypes: "all" }).changed).toBe(true);
  expect(new Ledger(stored, { ...settings, exclude: ["/home/ana/diary"] }).changed).toBe(true);
});

it("begins with nothing when it is to forget, which is something to store where there was something", () => {
  const ledger = new Ledger(stored, { ...settings, forget: true });
  expect([ledger.entries.size, ledger.changed]).toEqual([0, true]);
  expect(new Ledger({ ...NO_MANIFEST, types: "core" }, { ...settings, forget: true }).changed).toBe(false);
});

it("keeps with which types our own store goes on, where they are others", () => {
  const text = formatManifest(new Ledger(stored, { ...settings, storeTypes: "all" }).close());
  expect(parseManifest(text)).toMatchObject({ types: "core", storeTypes: "all" });
  expect(formatManifest(new Ledger(stored, settings).close())).not.toContain("store_types");
});

it("is of a newer version, an older one, or none at all, by what its text says", () => {
  const said = (text: string) => {
    const manifest = parseManifest(text);
    return typeof manifest === "string" ? manifest : "read";
  };
  expect(
    ["{}", "[]", '{"version":"2","sessions":{}}', '{"version":3,"sessions":{}}', '{"version":3}'].map(said),
  ).toEqual(["corrupt", "corrupt", "corrupt", "newer", "newer"]);
  expect(['{"sessions":{}}', '{"version":1,"sessions":{}}', '{"version":2,"sessions":{}}'].map(said)).toEqual([
    "old",
    "old",
    "read",
  ]);
});

it("says by which delivery everything before its positions was got: by none where there are none", () => {
  const manifest = { ...stored, delivery: "d" };
  const before = (state: string, more: Partial<Manifest> = {}) =>
    deliveryBefore({ state, manifest: { ...manifest, ...more } });
  expect(before("read")).toBe("d");
  expect(before("read", { delivery: undefined })).toBeUndefined();
  expect(before("read", { entries: NO_ENTRIES })).toBe(NO_EVENTS);
  expect(before("corrupt")).toBe(NO_EVENTS);
});

it("has the same bytes in whatever order its logs were read", () => {
  const entries: readonly (readonly [string, Entry])[] = [
    ["a", { byte_offset: 1 }],
    ["b", { byte_offset: 2 }],
  ];
  const text = formatManifest({ ...NO_MANIFEST, entries: new ParsedEntries(new Map(entries)) });
  expect(formatManifest({ ...NO_MANIFEST, entries: new ParsedEntries(new Map(entries.toReversed())) })).toBe(text);
});
