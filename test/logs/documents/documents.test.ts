import { lstatSync, rmSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isExported } from "../../../src/events/observation.ts";
import { stamp } from "../../../src/events/stamp.ts";
import type { Problem } from "../../../src/problem.ts";
import { DocumentLogs, type DocumentLogsOptions } from "../../../src/logs/documents/document-logs.ts";
import { geminiDocuments } from "../../../src/agents/gemini-cli/documents.ts";
import type { Cursor, Log } from "../../../src/logs/source.ts";
import { fileStat } from "../../../src/logs/files/walk.ts";
import { referenceChat } from "../../agents/gemini-cli/reference.ts";
import { tempDir } from "../../support/program/temp.ts";
import { times } from "../../support/shares.ts";

/** Reads a document again and again, from the cursor of the time before. */
class Reader {
  readonly path = join(tempDir(), "session-1.json");
  readonly #logs: DocumentLogs;
  cursor: Cursor | undefined;
  problems: Problem[] = [];
  lines = 0;

  constructor(options: DocumentLogsOptions = {}) {
    this.#logs = new DocumentLogs(geminiDocuments, options);
  }

  run(): readonly string[] {
    this.problems = [];
    this.lines = 0;
    const stat = lstatSync(this.path, { throwIfNoEntry: false });
    if (stat === undefined) return [];
    const log: Log = { key: this.path, path: this.path, depth: 3, stat: fileStat(stat) };
    if (this.#logs.isUnchanged(log, this.cursor)) return [];
    const found: string[] = [];
    for (const batch of this.#logs.read(log, this.cursor)) {
      found.push(
        ...batch.observations
          .filter(isExported)
          .map((seen) => JSON.stringify(stamp({ agent: "gemini-cli", tools: {} }, seen))),
      );
      this.problems.push(...batch.problems);
      this.lines += batch.counts.lines;
      if (batch.cursor !== undefined) this.cursor = JSON.parse(JSON.stringify(batch.cursor)) as Cursor;
    }
    return found;
  }
}

const at = (second: number) => new Date(1767600000000 + second * 1000).toISOString();
const user = (id: number) => ({ id: `u${id}`, timestamp: at(id), type: "user", content: `prompt ${id}` });
const answer = (id: number, tools: number) => ({
  id: `g${id}`,
  timestamp: at(id),
  type: "gemini",
  content: "",
  toolCalls: Array.from({ length: tools }, (_, tool) => ({
    id: `read_file_${id}_${tool}`,
    name: "read_file",
    status: "success",
    args: { file_path: "beds.md" },
    timestamp: at(id + tool),
  })),
});
const chat = (messages: readonly object[]) =>
  JSON.stringify({ sessionId: "s1", startTime: at(0), kind: "main", messages }, null, 2);
const reference = (text: string) => referenceChat(text, {}).map((event) => JSON.stringify(event));

const message = fc.oneof(
  fc.nat(30).map(user),
  fc.tuple(fc.nat(30), fc.nat(3)).map(([id, tools]) => answer(id, tools)),
);
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.array(message, { maxLength: 12 }).map((messages) => ({ is: "version", messages }) as const),
  },
  { weight: 5, arbitrary: fc.constant({ is: "run" } as const) },
  { weight: 2, arbitrary: fc.nat().map((cut) => ({ is: "cut", cut }) as const) },
  { weight: 1, arbitrary: fc.constant({ is: "deleted" } as const) },
  { weight: 1, arbitrary: fc.constant({ is: "touched" } as const) },
);

describe("documents", () => {
  it("gives, for any history of rewrites, the events of every version that is seen, none twice, none altered", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const reader = new Reader();
        const seen = new Set<string>();
        const delivered: string[] = [];
        let text: string | undefined;
        for (const now of [...steps, { is: "run" } as const])
          switch (now.is) {
            case "version":
              writeFileSync(reader.path, (text = chat(now.messages)));
              break;
            case "cut":
              if (text === undefined || text === "") break;
              // Never the whole: that would be another version.
              truncateSync(reader.path, now.cut % text.length);
              text = "";
              break;
            case "deleted":
              rmSync(reader.path, { force: true });
              text = undefined;
              break;
            case "touched":
              if (text !== undefined) utimesSync(reader.path, now.is.length, seen.size);
              break;
            case "run":
              if (text !== undefined && text !== "") for (const line of reference(text)) seen.add(line);
              delivered.push(...reader.run());
          }
        expect(new Set(delivered)).toEqual(seen);
        expect(new Set(delivered.map((line) => (JSON.parse(line) as { readonly id: string }).id)).size).toBe(
          delivered.length,
        );
        // Another run says that a document is broken, if it is; then there is nothing to say or to store.
        reader.run();
        const { cursor } = reader;
        expect(reader.run()).toEqual([]);
        expect(reader.problems).toEqual([]);
        expect(reader.cursor).toEqual(cursor);
      }),
      { numRuns: times(25) },
    );
  });

  it("takes a half-written document for no error, once, and reads what becomes of it", async () => {
    const reader = new Reader();
    const [before, after] = [chat([user(1)]), chat([user(1), user(2)])];
    writeFileSync(reader.path, before);
    expect(reader.run()).toHaveLength(2);
    writeFileSync(reader.path, after.slice(0, 99));
    expect(reader.run()).toEqual([]);
    expect(reader.problems).toEqual([]);
    writeFileSync(reader.path, after);
    expect(reader.run()).toHaveLength(1);
  });

  it("says once that a document stays broken", async () => {
    const reader = new Reader();
    writeFileSync(reader.path, chat([user(1)]).slice(0, 40));
    const told: number[] = [];
    for (let run = 0; run < 4; run++) {
      reader.run();
      told.push(reader.problems.length);
    }
    expect(told).toEqual([0, 1, 0, 0]);
  });

  it("says again that a document is broken when it was written once more as it was", () => {
    const reader = new Reader();
    writeFileSync(reader.path, chat([user(1)]).slice(0, 40));
    reader.run();
    reader.run();
    utimesSync(reader.path, 1, 1);
    reader.run();
    expect(reader.problems.map(({ kind }) => kind)).toEqual(["malformed"]);
  });

  it("does not call a document broken that goes on half written, a run after the other", () => {
    const reader = new Reader();
    const text = chat([user(1)]);
    for (const cut of [40, 60, 80]) {
      writeFileSync(reader.path, text.slice(0, cut));
      expect([reader.run(), reader.problems]).toEqual([[], []]);
    }
    reader.run();
    expect(reader.problems.map(({ kind }) => kind)).toEqual(["malformed"]);
  });

  it("does not decode a document again that was only touched", async () => {
    const reader = new Reader();
    writeFileSync(reader.path, chat([user(1)]));
    reader.run();
    expect(reader.lines).toBe(1);
    utimesSync(reader.path, 1, 1);
    expect(reader.run()).toEqual([]);
    expect(reader.lines).toBe(0);
  });

  it("passes over a document that is too long, and what is no file", async () => {
    const reader = new Reader({ cap: 100 });
    writeFileSync(reader.path, chat([user(1)]));
    expect(reader.run()).toEqual([]);
    expect(reader.problems.map(({ kind }) => kind)).toEqual(["too-long"]);
    expect(reader.run()).toEqual([]);
    expect(reader.problems).toEqual([]);
    rmSync(reader.path);
    writeFileSync(`${reader.path}.elsewhere`, "{}");
    symlinkSync(`${reader.path}.elsewhere`, reader.path);
    expect(reader.run()).toEqual([]);
    expect(reader.problems.map(({ kind }) => kind)).toEqual(["unreadable"]);
    rmSync(reader.path);
    symlinkSync("/dev/zero", reader.path);
    expect(reader.run()).toEqual([]);
    expect(reader.problems.map(({ kind }) => kind)).toEqual(["unreadable"]);
  });

  it("reads a document that begins with a byte order mark", () => {
    const reader = new Reader();
    writeFileSync(reader.path, `\ufeff${chat([user(1)])}`);
    expect([reader.run().length, reader.problems]).toEqual([2, []]);
  });

  it("reads a document that is just as long as one may be", () => {
    const text = chat([user(1)]);
    const reader = new Reader({ cap: text.length });
    writeFileSync(reader.path, text);
    expect(reader.run()).toHaveLength(2);
    writeFileSync(reader.path, `${text} `);
    expect([reader.run(), reader.problems.map(({ kind }) => kind)]).toEqual([[], ["too-long"]]);
  });

  it("survives what no document should be", async () => {
    const reader = new Reader();
    const odd = [null, 7, "x", [], {}, { id: 7 }, { id: "__proto__", timestamp: at(1), type: "user", content: "a" }];
    const texts = [
      "[".repeat(100_000) + "]".repeat(100_000),
      `{"messages":${"[".repeat(50_000)}${"]".repeat(50_000)},"sessionId":"s1"}`,
      "null",
      "\ufeff{}",
      JSON.stringify({ sessionId: {}, messages: [user(1)] }),
      JSON.stringify({ sessionId: "s".repeat(257), messages: [user(1)] }),
      JSON.stringify({ sessionId: "s1", kind: 7, startTime: "yesterday", messages: odd }),
    ];
    const found: string[] = [];
    for (const text of texts) {
      writeFileSync(reader.path, text);
      found.push(...reader.run());
    }
    expect(found.map((line) => (JSON.parse(line) as { readonly id: string }).id)).toEqual([
      "remote.agent:agent_session:2026-01-05T08:00:01.000Z:s1:started",
      "remote.agent:user_message:2026-01-05T08:00:01.000Z:__proto__",
    ]);
  });
});
