/** The note that every export leaves: what it says, what it takes over from the one before, and who reads it. */
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { destinationOf, leaveNote, type Ending } from "../../src/commands/export/remembered/note.ts";
import type { ExportOptions } from "../../src/commands/export/options.ts";
import type { KeptTo } from "../../src/commands/export/remembered/remembered.ts";
import { EVENT_TYPES, TYPE_GROUPS, type EventType } from "../../src/events/event-type.ts";
import { readLastExport } from "../../src/export/summary/last-export.ts";
import { noteBefore } from "../../src/export/summary/note-before.ts";
import { LAST_EXPORT, LAST_EXPORT_BYTES } from "../../src/export/summary/note-file.ts";
import { noTotals, type Summary } from "../../src/export/summary/totals.ts";
import { EXIT } from "../../src/failure.ts";
import { tempDir } from "../support/program/temp.ts";

const NOTHING: Summary = { sources: {}, warnings: [] };
const GIVEN: Summary = { sources: { codex: { ...noTotals(), events: { user_message: 2 } } }, warnings: [] };
const clean: Ending = { exitCode: EXIT.ok, summary: NOTHING, kept: keptTo([]) };

/** A run that kept to this, and began with what the note said then. */
function keptTo(exclude: readonly string[], noted: readonly string[] = []): KeptTo {
  return { exclude, fields: "all", noted: { exclude: noted, fields: undefined } };
}

function optionsFor(dataDir: string, more: Partial<ExportOptions> = {}): ExportOptions {
  return {
    sources: [],
    dataDir,
    full: false,
    dryRun: false,
    window: undefined,
    types: new Set(),
    isTypesNamed: false,
    machineId: undefined,
    exclude: [],
    include: [],
    fields: {},
    follow: false,
    consumer: undefined,
    own: undefined,
    ack: undefined,
    endMark: false,
    largeManifest: undefined,
    summary: "none",
    progress: false,
    strict: false,
    verbose: false,
    quiet: false,
    ...more,
  };
}

const toNotes: Partial<ExportOptions> = { consumer: ["/usr/bin/notes", "--token=hunter2"] };

/** Leaves one note after the other in a directory; tells what the last one says. */
function left(dataDir: string, ...exports: readonly (readonly [Partial<Ending>, Partial<ExportOptions>?])[]) {
  for (const [ending, options] of exports) leaveNote(optionsFor(dataDir, options), { ...clean, ...ending });
  return readLastExport(dataDir);
}

describe("the note of an export", () => {
  it("says how it ended, for its owner alone", () => {
    const dataDir = tempDir();
    const warnings = [{ kind: "unreadable", path: "/logs/a", cause: "EIO" }] as const;
    const ending = { exitCode: EXIT.output, failure: "the disk is full", summary: { ...GIVEN, warnings } };
    expect(left(dataDir, [ending])).toMatchObject({
      exit_code: EXIT.output,
      failure: "the disk is full",
      summary: { sources: { codex: { events: { user_message: 2 } } }, warnings },
      unknown: {},
    });
    expect(statSync(join(dataDir, LAST_EXPORT)).mode & 0o777).toBe(0o600);
    expect(readdirSync(dataDir)).toEqual([LAST_EXPORT]);
  });

  it("is left by no dry run and by no window", () => {
    const dataDir = tempDir();
    left(dataDir, [{}, { dryRun: true }], [{}, { window: { since: undefined, until: undefined } }]);
    expect(readdirSync(dataDir)).toEqual([]);
  });

  it("names who got events last: what gave none, or failed, changes nothing of it", () => {
    const dataDir = tempDir();
    const events = { summary: GIVEN };
    expect(left(dataDir, [events, toNotes])?.destination).toBe("notes");
    expect(left(dataDir, [{}])?.destination).toBe("notes");
    expect(left(dataDir, [{ ...events, exitCode: EXIT.output }])?.destination).toBe("notes");
    expect(left(dataDir, [{ ...events, exitCode: EXIT.warnings }])?.destination).toBe("stdout");
    expect(readFileSync(join(dataDir, LAST_EXPORT), "utf8")).not.toContain("hunter2");
    expect(destinationOf({ consumer: ["tt", "import"], own: { db: undefined } as never, ack: undefined })).toBe(
      "tt import",
    );
  });

  it("keeps the excluded directories where the run ended before it knew, and those of the run where it did", () => {
    const dataDir = tempDir();
    left(dataDir, [{ kept: keptTo(["/home/ana/diary"]) }]);
    expect(left(dataDir, [{ kept: undefined, exitCode: EXIT.output }])?.exclude).toEqual(["/home/ana/diary"]);
    expect(left(dataDir, [{ kept: keptTo([], ["/home/ana/diary"]) }])?.exclude).toBeUndefined();
  });

  it("keeps what another run was told that ended meanwhile", () => {
    const dataDir = tempDir();
    left(dataDir, [{ kept: keptTo(["/home/ana/diary"]) }]);
    const slow = keptTo(["/home/ana/diary", "/home/ana/tax"], ["/home/ana/diary"]);
    left(dataDir, [{ kept: keptTo(["/home/ana/letters"], ["/home/ana/diary"]) }]);
    expect(left(dataDir, [{ kept: slow }])?.exclude).toEqual(["/home/ana/letters", "/home/ana/tax"]);
  });

  it("keeps the types that were given, where the run failed or only read text logs", () => {
    const dataDir = tempDir();
    left(dataDir, [{ types: new Set(EVENT_TYPES) }]);
    expect(noteBefore(dataDir).types).toBe("all");
    left(dataDir, [{ exitCode: EXIT.output }], [{ types: new Set(["log_line"]) }]);
    expect(noteBefore(dataDir).types).toBe("all");
    left(dataDir, [{ types: new Set(TYPE_GROUPS.core) }, { isTypesNamed: true }]);
    expect(noteBefore(dataDir).types).toBe("core");
  });

  it("keeps apart what our own store goes on with, which only it or named types change", () => {
    const dataDir = tempDir();
    const own = { own: { db: undefined } as never };
    const said = (types: readonly EventType[], options: Partial<ExportOptions> = {}) => {
      left(dataDir, [{ types: new Set(types) }, options]);
      const { types: given, storeTypes = given } = noteBefore(dataDir);
      return [given, storeTypes];
    };
    const { core, evidence, all } = TYPE_GROUPS;
    expect(said(all, own)).toEqual(["all", "all"]);
    expect(said(core)).toEqual(["core", "all"]);
    expect(said(core)).toEqual(["core", "all"]);
    left(dataDir, [{ exitCode: EXIT.output }]);
    expect(noteBefore(dataDir)).toMatchObject({ types: "core", storeTypes: "all" });
    expect(said(evidence, { isTypesNamed: true })).toEqual(["evidence", "evidence"]);
    expect(said(core)).toEqual(["core", "evidence"]);
    expect(said(all, own)).toEqual(["all", "all"]);
  });

  it("remembers what was not known, also after a run that met nothing", () => {
    const dataDir = tempDir();
    const met = { sources: { codex: { ...noTotals(), unknown: { type: { frame: 2 } } } }, warnings: [] };
    left(dataDir, [{ summary: met }]);
    expect(left(dataDir, [{}])?.unknown).toMatchObject({ codex: { type: { frame: { times: 2 } } } });
    expect(left(dataDir, [{ summary: met }])?.unknown).toMatchObject({ codex: { type: { frame: { times: 4 } } } });
  });

  it("fails no export where it cannot be written", () => {
    const dataDir = tempDir();
    mkdirSync(join(dataDir, LAST_EXPORT));
    writeFileSync(join(dataDir, LAST_EXPORT, "something"), "");
    expect(left(dataDir, [{}])).toBeUndefined();
  });
});

describe("whoever reads a note", () => {
  const written = (text: string) => {
    const dataDir = tempDir();
    writeFileSync(join(dataDir, LAST_EXPORT), text);
    return dataDir;
  };

  it.each(["", "{", "null", "[]", "7", '{"ended":"soon"}', '{"ended":"2026-03-02T09:00:00Z","exit_code":0}'])(
    "takes %j for none",
    (text) => {
      const dataDir = written(text);
      expect(readLastExport(dataDir)).toBeUndefined();
      expect(noteBefore(dataDir)).toMatchObject({ unknown: {}, exclude: [], destination: undefined });
    },
  );

  it("takes one that is larger than any of ours for none", () => {
    const note = { ended: "2026-03-02T09:00:00Z", exit_code: 0, summary: NOTHING, destination: "notes" };
    const [fits, larger] = [0, 1].map((more) => JSON.stringify(note).padEnd(LAST_EXPORT_BYTES + more));
    expect(readLastExport(written(fits ?? ""))?.destination).toBe("notes");
    expect(noteBefore(written(fits ?? "")).destination).toBe("notes");
    expect(readLastExport(written(larger ?? ""))).toBeUndefined();
    expect(noteBefore(written(larger ?? "")).destination).toBeUndefined();
  });

  it("passes over what another version means by its members", () => {
    const note = {
      ended: "2026-03-02T09:00:00Z",
      exit_code: 0,
      destination: 7,
      exclude: ["/home/ana/diary", 7],
      summary: { sources: { codex: { lines: "many", events: { user_message: 2 }, skipped: 7 } }, warnings: [] },
    };
    const dataDir = written(JSON.stringify(note));
    const ended = new Date("2026-03-02T09:00:00Z");
    expect(noteBefore(dataDir)).toEqual({ unknown: {}, ended, exclude: ["/home/ana/diary"], destination: undefined });
    const read = readLastExport(dataDir);
    expect([read?.destination, read?.exclude]).toEqual([undefined, undefined]);
    expect(read?.summary.sources).toEqual({ codex: { lines: 0, events: { user_message: 2 }, skipped: {} } });
  });
});
