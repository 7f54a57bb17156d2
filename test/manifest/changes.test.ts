/** A large manifest and the file of changes beside it: together they say what was stored, before or after, never a mix. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Entry } from "../../src/manifest/entries.ts";
import { Ledger, type LedgerSettings } from "../../src/manifest/ledger.ts";
import { loadManifest } from "../../src/manifest/load.ts";
import { formatManifest, type Manifest } from "../../src/manifest/manifest.ts";
import { foldManifest, LARGE_BYTES, saveManifest } from "../../src/manifest/save.ts";
import { tempDir } from "../support/program/temp.ts";
import { times } from "../support/shares.ts";

const NAME = "x-manifest.json";
const now = new Date();
const SETTINGS: LedgerSettings = { machineId: undefined, types: "core", exclude: [], forget: false };

class Place {
  readonly dir = tempDir();
  readonly whole = join(this.dir, NAME);
  readonly changes = join(this.dir, "x-manifest.changes.json");

  load() {
    return loadManifest(this.dir, NAME);
  }

  /** What is stored, printed as a whole. */
  said(): string {
    return formatManifest(this.load().manifest);
  }

  save(
    change: (ledger: Ledger) => void,
    { large, delivery = "d", ...settings }: Partial<LedgerSettings> & { large?: number; delivery?: string } = {},
  ): Manifest {
    const stored = this.load();
    const ledger = new Ledger(stored.manifest, { ...SETTINGS, ...settings });
    change(ledger);
    const manifest = ledger.close(delivery);
    saveManifest(stored, manifest, { now, large });
    return manifest;
  }

  files(): readonly (string | undefined)[] {
    return [this.whole, this.changes].map((path) => (existsSync(path) ? readFileSync(path, "utf8") : undefined));
  }

  /** What was corrupt and is kept beside. */
  kept(): readonly string[] {
    const names = readdirSync(this.dir).filter((name) => name.includes(".corrupt-"));
    return names.map((name) => readFileSync(join(this.dir, name), "utf8"));
  }

  put(files: readonly (string | undefined)[]): void {
    for (const [at, path] of [this.whole, this.changes].entries()) {
      const text = files[at];
      if (text === undefined) rmSync(path, { force: true });
      else writeFileSync(path, text);
    }
  }
}

const logs = (count: number) => Array.from({ length: count }, (_, index) => `/logs/${String(index).padStart(6, "0")}`);
const entry = (offset: number): Entry => ({ byte_offset: offset, more: "x".repeat(80) });

/** A manifest of as many bytes, or a little more. */
function filled(bytes: number): Place {
  const place = new Place();
  place.save((ledger) => {
    for (const key of logs(Math.ceil(bytes / 120))) ledger.advance(key, entry(1));
  });
  expect(statSync(place.whole).size).toBeGreaterThanOrEqual(bytes);
  return place;
}

describe("what has changed", () => {
  it("of a small manifest is written with all of it; of a large one beside it, in the same form", () => {
    const small = filled(LARGE_BYTES - 20_000);
    expect(existsSync(small.changes)).toBe(false);
    const place = filled(LARGE_BYTES);
    const [whole, none] = place.files();
    expect(JSON.parse(none ?? "")).toMatchObject({ version: 2, types: "core", delivery: "d", sessions: {} });

    place.save((ledger) => ledger.advance("/logs/000007", entry(2)), { delivery: "e" });
    place.save((ledger) => {
      ledger.advance("/logs/new", entry(3));
      ledger.drop((key) => key === "/logs/000009");
    });
    expect(place.files()[0]).toBe(whole);
    expect(JSON.parse(place.files()[1] ?? "")).toMatchObject({
      sessions: { "/logs/000007": { byte_offset: 2 }, "/logs/000009": null, "/logs/new": { byte_offset: 3 } },
    });
    const { entries, delivery } = place.load().manifest;
    expect([delivery, entries.size]).toEqual(["d", logs(Math.ceil(LARGE_BYTES / 120)).length]);
    expect(["/logs/000007", "/logs/000008", "/logs/000009"].map((key) => entries.get(key)?.["byte_offset"])).toEqual([
      2,
      1,
      undefined,
    ]);

    // A log that comes and goes leaves nothing; a delivery alone leaves the manifest as it is.
    place.save((ledger) => ledger.drop((key) => key === "/logs/new"), { delivery: "f" });
    expect(Object.keys((JSON.parse(place.files()[1] ?? "") as { sessions: object }).sessions)).toEqual([
      "/logs/000007",
      "/logs/000009",
    ]);
    expect([place.files()[0], place.load().manifest.delivery]).toEqual([whole, "f"]);
  });

  it("is put into the manifest when it has grown, when its head changes, when it is asked for, and when all is forgotten", () => {
    const ways: readonly ((place: Place) => void)[] = [
      (place) => place.save((ledger) => logs(1300).map((key) => ledger.advance(key, entry(4)))),
      (place) => place.save(() => {}, { exclude: ["/diary"] }),
      (place) => place.save(() => {}, { types: "all" }),
      (place) => foldManifest(place.load(), place.load().manifest, { now }),
      (place) => place.save((ledger) => logs(3000).map((key) => ledger.advance(key, entry(4))), { forget: true }),
    ];
    for (const [at, way] of ways.entries()) {
      const place = filled(LARGE_BYTES);
      place.save((ledger) => ledger.advance("/logs/000007", entry(2)));
      const [before] = place.files();
      way(place);
      const [whole, changes = ""] = place.files();
      expect(whole, String(at)).not.toBe(before);
      expect([JSON.parse(changes), place.load().changes], String(at)).toMatchObject([
        { sessions: {} },
        { state: "read", logs: 0 },
      ]);
      expect(place.said(), String(at)).toBe(whole);
    }
    // One that has become small has no file of changes any longer.
    const place = filled(LARGE_BYTES);
    place.save((ledger) => ledger.drop((key) => key > "/logs/000100"));
    foldManifest(place.load(), place.load().manifest, { now });
    expect(existsSync(place.changes)).toBe(false);
    expect(place.load().manifest.entries.size).toBe(101);
  });

  it("is put into the manifest when it is large no longer", () => {
    const place = new Place();
    place.save((ledger) => logs(9).map((key) => ledger.advance(key, entry(1))), { large: 1 });
    place.save((ledger) => ledger.advance("/logs/000007", entry(2)), { large: 1 });
    expect(existsSync(place.changes)).toBe(true);
    place.save((ledger) => ledger.advance("/logs/000008", entry(2)));
    expect([existsSync(place.changes), place.files()[0]]).toEqual([false, place.said()]);
  });

  it("is never read together with another manifest than its own, whichever copies of the two files meet", () => {
    const step = fc.record({
      kind: fc.constantFrom("advance", "drop", "forget", "exclude", "nothing"),
      log: fc.constantFrom(...logs(6)),
      offset: fc.nat(5),
      large: fc.constantFrom(1, 1, 1, 400, undefined),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 6 }), (steps) => {
        const place = new Place();
        const files = [place.files()];
        const said = new Set([place.said()]);
        for (const [at, { kind, log, offset, large }] of steps.entries()) {
          const settings = {
            large: large ?? LARGE_BYTES,
            delivery: `d${at}`,
            exclude: kind === "exclude" ? [log] : [],
            forget: kind === "forget",
          };
          const manifest = place.save((ledger) => {
            if (kind === "drop") ledger.drop((key) => key === log);
            else if (kind !== "nothing") ledger.advance(log, entry(offset));
          }, settings);
          expect(place.said()).toBe(formatManifest(manifest));
          said.add(place.said());
          files.push(place.files());
        }
        for (const [whole] of files)
          for (const [, changes] of files) {
            place.put([whole, changes]);
            expect(said).toContain(place.said());
          }
      }),
      { numRuns: times(6) },
    );
  });
});

describe("a file of changes", () => {
  it("that is damaged leaves what the manifest says, and is kept beside when that is stored", () => {
    for (const damage of [
      "",
      "{",
      "null",
      "[]",
      '{"version":2}',
      '{"version":1,"sessions":{}}',
      `{"version":2,"sessions":${"[".repeat(5_000_000)}`,
    ]) {
      const place = filled(LARGE_BYTES);
      place.save((ledger) => ledger.advance("/logs/000007", entry(2)));
      const [whole] = place.files();
      writeFileSync(place.changes, damage);
      expect(place.load()).toMatchObject({ state: "read", changes: { state: "corrupt" } });
      expect(place.said()).toBe(whole);
      place.save((ledger) => ledger.advance("/logs/000008", entry(2)));
      expect(place.kept()).toEqual([damage]);
      expect(place.load()).toMatchObject({ state: "read", changes: { state: "read", logs: 0 } });
      expect(place.load().manifest.entries.get("/logs/000008")).toEqual(entry(2));
    }
  });

  it("that cannot be read ends the run, one of a newer version leaves everything as it is", () => {
    const place = filled(LARGE_BYTES);
    writeFileSync(place.changes, '{"version":3}');
    expect(place.load().state).toBe("newer");
    rmSync(place.changes);
    mkdirSync(place.changes);
    expect(() => place.load()).toThrow(`cannot read the manifest \`${place.changes}\``);
  });

  it("is not heeded once somebody has changed the manifest by hand", () => {
    const place = filled(LARGE_BYTES);
    place.save((ledger) => ledger.advance("/logs/000007", entry(2)));
    const edited = JSON.stringify(JSON.parse(place.files()[0] ?? ""));
    writeFileSync(place.whole, edited);
    expect(place.load()).toMatchObject({ state: "read", changes: { state: "other" } });
    expect(place.load().manifest.entries.get("/logs/000007")).toEqual(entry(1));
    // It is not as we print one: the next change has it written anew.
    place.save((ledger) => ledger.advance("/logs/000008", entry(2)));
    expect(place.files()[0]).toBe(place.said());
  });
});

describe("a manifest", () => {
  it("that is corrupt is kept beside when the next one is stored", () => {
    const place = new Place();
    writeFileSync(place.whole, '{"version":2,');
    expect(place.load().state).toBe("corrupt");
    place.save((ledger) => ledger.advance("/logs/000001", entry(1)));
    expect([place.kept(), place.load().state]).toEqual([['{"version":2,'], "read"]);
  });

  it.each([0, 5_000_000])("that is nested too deep is none, with %i bytes more in it", (more) => {
    const place = new Place();
    const deep = `${"[".repeat(200)}${"]".repeat(200)}`;
    writeFileSync(place.whole, `{"version":2,"sessions":{"a":{"b":${deep},"c":"${"x".repeat(more)}"}}}`);
    expect(place.load()).toMatchObject({ state: "corrupt", cause: "nested deeper than 100" });
  });
});
