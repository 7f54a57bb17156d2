/** A log of several documents: one that names it, and its parts beside it, each rewritten as a whole. */
import { lstatSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { Observation } from "../../../src/events/observation.ts";
import { fileStat } from "../../../src/logs/files/walk.ts";
import { DocumentLogs } from "../../../src/logs/documents/document-logs.ts";
import type { DocumentFormat } from "../../../src/logs/documents/format.ts";
import type { Cursor, Log } from "../../../src/logs/source.ts";
import type { Problem } from "../../../src/problem.ts";
import { rewrite } from "../../support/contract/document-laws.ts";
import { tempDir } from "../../support/program/temp.ts";

const parts = (log: Log) => join(log.path, "../parts");

/** A part is a list of the keys of tool uses; there may be more beside. The log is at rest once its own document says `done`. */
const formatOf = (revision: number): DocumentFormat => ({
  revision,
  *decode(log, documents) {
    const own = documents.read(log.path);
    documents.read(join(log.path, "../more.json"));
    for (const path of documents.list(parts(log)))
      for (const key of documents.readList(path) ?? [])
        yield {
          ...({ kind: "tool-use", at: "2026-03-02T09:00:00.000Z", sessionId: "s" } as const),
          key: String(key),
          tool: "dig",
        } satisfies Observation;
    return own?.["done"] === true;
  },
  beside: (log, isAtRest) => (isAtRest ? [log.path] : [log.path, parts(log), join(parts(log), "a.json")]),
});

class Reader {
  readonly #directory = tempDir();
  readonly #path = join(this.#directory, "log.json");
  cursor: Cursor | undefined;
  problems: Problem[] = [];

  constructor() {
    mkdirSync(join(this.#directory, "parts"));
    this.own("{}");
  }

  get #log(): Log {
    return { key: "log", path: this.#path, depth: 1, stat: fileStat(lstatSync(this.#path)) };
  }

  own(text: string): void {
    rewrite(this.#path, text);
  }

  part(name: string): string {
    return join(this.#directory, "parts", name);
  }

  isUnchanged(revision = 1): boolean {
    return new DocumentLogs(formatOf(revision), { tickMs: 0 }).isUnchanged(this.#log, this.cursor);
  }

  /** The keys that a run gives, whether or not anything seems to have changed. */
  run(revision = 1): readonly string[] {
    this.problems = [];
    const keys: string[] = [];
    const logs = new DocumentLogs(formatOf(revision), { tickMs: 0 });
    for (const { observations, problems, cursor } of logs.read(this.#log, this.cursor)) {
      keys.push(...observations.map((seen) => ("key" in seen ? seen.key : "")));
      this.problems.push(...problems);
      if (cursor !== undefined) this.cursor = JSON.parse(JSON.stringify(cursor)) as Cursor;
    }
    return keys;
  }
}

it("is looked at again when a part of it came, went, or was changed, even at the same length", () => {
  const reader = new Reader();
  writeFileSync(reader.part("a.json"), '["k1"]');
  expect([reader.run(), reader.isUnchanged()]).toEqual([["k1"], true]);
  rewrite(reader.part("a.json"), '["k2"]');
  expect(reader.isUnchanged()).toBe(false);
  expect([reader.run(), reader.isUnchanged()]).toEqual([["k2"], true]);
  writeFileSync(reader.part("b.json"), '["k3"]');
  expect(reader.isUnchanged()).toBe(false);
  expect(reader.run()).toEqual(["k3"]);
  rmSync(reader.part("b.json"));
  expect([reader.isUnchanged(), reader.run()]).toEqual([false, []]);
});

it("may lack a document that belongs to it: that is no problem, and nothing to try again", () => {
  const reader = new Reader();
  expect([reader.run(), reader.problems, reader.isUnchanged()]).toEqual([[], [], true]);
});

it("is left alone at rest, whatever happens to what cannot bring new events", () => {
  const reader = new Reader();
  reader.own('{"done":true}');
  writeFileSync(reader.part("a.json"), '["k1"]');
  expect([reader.run(), reader.isUnchanged()]).toEqual([["k1"], true]);
  writeFileSync(reader.part("b.json"), '["k2"]');
  expect(reader.isUnchanged()).toBe(true);
  reader.own('{"done":false}');
  expect([reader.isUnchanged(), reader.run()]).toEqual([false, ["k2"]]);
});

it("is not at rest while a part of it is half written or no list: a repair would be missed", () => {
  for (const broken of ['["k1"', "{}"]) {
    const reader = new Reader();
    reader.own('{"done":true}');
    writeFileSync(reader.part("a.json"), broken);
    for (let run = 0; run < 3; run++) expect(reader.run()).toEqual([]);
    expect(reader.isUnchanged()).toBe(true);
    rewrite(reader.part("a.json"), '["k1"]');
    expect(reader.isUnchanged()).toBe(false);
    expect(reader.run()).toEqual(["k1"]);
  }
});

it("is tried again while a part of it cannot be read, though nothing changes, and tells of it once in a run", () => {
  const reader = new Reader();
  mkdirSync(reader.part("a.json"));
  writeFileSync(reader.part("b.json"), '["k2"]');
  expect(reader.run()).toEqual(["k2"]);
  expect(reader.problems).toEqual([{ kind: "unreadable", path: reader.part("a.json"), cause: "no regular file" }]);
  expect(reader.isUnchanged()).toBe(false);
  expect([reader.run(), reader.problems.length]).toEqual([[], 1]);
});

it("is read from its beginning by other rules, and says so where newer ones were there before", () => {
  const reader = new Reader();
  writeFileSync(reader.part("a.json"), '["k1"]');
  expect(reader.run(2)).toEqual(["k1"]);
  expect([reader.isUnchanged(2), reader.isUnchanged(3), reader.isUnchanged(1)]).toEqual([true, false, false]);
  expect([reader.run(3), reader.problems]).toEqual([["k1"], []]);
  expect(reader.run(2)).toEqual(["k1"]);
  expect(reader.problems).toMatchObject([{ kind: "old-reader", cause: "reader 3" }]);
});

it("loses nothing that is written while it looks at what lies beside", () => {
  const path = join(tempDir(), "log.json");
  const write = (...keys: readonly string[]) => rewrite(path, JSON.stringify({ keys }));
  const log = (): Log => ({ key: "log", path, depth: 1, stat: fileStat(lstatSync(path)) });
  let looks = 0;
  const format: DocumentFormat = {
    revision: 1,
    *decode(_, documents) {
      const keys = documents.read(path)?.["keys"];
      for (const key of Array.isArray(keys) ? keys : [])
        yield { kind: "tool-use", at: "2026-03-02T09:00:00.000Z", sessionId: "s", key: String(key), tool: "dig" };
      return false;
    },
    beside() {
      if (++looks === 1) write("a", "b");
      return [path];
    },
  };
  const logs = new DocumentLogs(format, { tickMs: 0 });
  const told: string[] = [];
  let cursor: Cursor | undefined;
  const run = () => {
    if (logs.isUnchanged(log(), cursor)) return;
    for (const batch of logs.read(log(), cursor)) {
      for (const seen of batch.observations) if (seen.kind === "tool-use") told.push(seen.key);
      cursor = batch.cursor ?? cursor;
    }
  };
  write("a");
  run();
  run();
  expect(told).toEqual(["a", "b"]);
});
