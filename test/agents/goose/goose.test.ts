import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { goose } from "../../../src/agents/goose/index.ts";
import { TrackedEvent } from "../../../src/events/event.ts";
import { databaseContract } from "../../support/contract/database-contract.ts";
import { corpusOf } from "../../support/homes/fixtures.ts";
import { inProcess } from "../../support/program/in-process.ts";
import { asSet } from "../../support/reference/wire.ts";
import { tempDir } from "../../support/program/temp.ts";
import { referenceGoose } from "./reference.ts";
import { times } from "../../support/shares.ts";

const source = goose({ tickMs: 0 });

databaseContract({ source, directory: ".local/share/goose", reference: referenceGoose });

const SCHEMA = `
  CREATE TABLE sessions (id TEXT PRIMARY KEY, session_type TEXT, working_dir TEXT, created_at, recipe_json TEXT);
  CREATE TABLE messages (id INTEGER PRIMARY KEY AUTOINCREMENT, message_id TEXT, session_id TEXT, role TEXT,
    content_json TEXT, created_timestamp INTEGER, metadata_json TEXT);
  INSERT INTO sessions VALUES ('s', 'user', '/home/ana/garden', '2026-03-01 09:00:00', '{')`;
const START = 1772355600;

function newDatabase(directory: string): DatabaseSync {
  mkdirSync(join(directory, "sessions"));
  const database = new DatabaseSync(join(directory, "sessions/sessions.db"));
  database.exec(SCHEMA);
  return database;
}

describe("Goose", () => {
  const corpus = corpusOf("../corpus-more/goose-synthetic");
  it.skipIf(corpus === undefined)("agrees with the reference decoder on a database of schema 16", async () => {
    const directory = tempDir();
    cpSync(join(corpus ?? "", ".local/share/goose"), directory, { recursive: true });
    const lines = await inProcess(source, [directory], "all").run();
    expect(asSet(lines)).toEqual(asSet(referenceGoose(directory).map((event) => JSON.stringify(event))));
    const count = (type: string) => lines.filter((line) => line.includes(`"type":"${type}"`)).length;
    expect(["agent_session", "user_message", "agent_tool_use"].map(count)).toEqual([2, 2, 1]);
  });

  it("reads a database that took the place of another one from its beginning, though the numbers of rows go on", async () => {
    const directory = tempDir();
    const put = (database: DatabaseSync, name: string, rows: number) => {
      const insert = database.prepare("INSERT INTO messages VALUES (NULL, ?, 's', 'user', ?, ?, NULL)");
      for (let at = 0; at < rows; at++) insert.run(`${name}${at}`, '[{"type":"text","text":"dig"}]', START + at);
    };
    const database = newDatabase(directory);
    put(database, "a", 3);
    const exporter = inProcess(source, [directory]);
    expect(await exporter.run()).toHaveLength(4);
    // In the same file: its number on disk says nothing.
    database.exec("DELETE FROM messages; DELETE FROM sqlite_sequence");
    put(database, "b", 5);
    expect((await exporter.run()).filter((line) => /user_message:[^"]*:b\d"/.test(line))).toHaveLength(5);
    expect(await exporter.run()).toEqual([]);
    database.close();
  });

  it("tells the requests of a ledger that does not say where their cost is from", async () => {
    const directory = tempDir();
    const database = newDatabase(directory);
    database.exec(`CREATE TABLE usage_ledger (id INTEGER PRIMARY KEY, session_id TEXT, created_timestamp INTEGER, input_tokens INTEGER);
      INSERT INTO usage_ledger VALUES (1, 's', ${START}, 7)`);
    database.close();
    const lines = await inProcess(source, [directory], "all").run();
    expect(lines).toEqual([expect.stringContaining('"input_tokens":7')]);
  });

  it("looks where Goose keeps its data on each system", () => {
    const roots = (vars: Record<string, string>, platform: NodeJS.Platform) =>
      source.roots({ home: "/home/ana", vars, platform });
    expect(roots({}, "linux")).toEqual([{ path: "/home/ana/.local/share/goose", named: false }]);
    expect(roots({ XDG_DATA_HOME: "/d" }, "darwin")).toEqual([{ path: "/d/goose", named: false }]);
    expect(roots({ APPDATA: "/r" }, "win32")).toEqual([{ path: "/r/Block/goose/data", named: false }]);
    expect(roots({ GOOSE_PATH_ROOT: "/g" }, "linux")).toEqual([{ path: "/g/data", named: true }]);
  });

  it("survives any values anywhere, however they are read", async () => {
    const odd = fc.oneof(fc.constantFrom(null, "", -1, 1e300, "text", [[]], {}), fc.jsonValue());
    const maybe = (sound: unknown) =>
      fc.oneof({ weight: 6, arbitrary: fc.constant(sound) }, { weight: 1, arbitrary: odd });
    const item = fc.record({
      type: fc.constantFrom<unknown>("text", "image", "toolRequest", "toolResponse", "frontendToolRequest", 7, null),
      text: maybe("dig"),
      id: maybe("c"),
      toolCall: maybe({ status: "success", value: { name: "edit", arguments: { path: "beds.md" } } }),
      toolResult: maybe({ status: "success", value: { isError: false } }),
    });
    const content = fc.oneof(
      { weight: 8, arbitrary: fc.array(fc.oneof(item, odd), { maxLength: 4 }) },
      { weight: 1, arbitrary: odd },
    );
    const row = fc.tuple(
      fc.constantFrom("user", "assistant", "x", null),
      fc.constantFrom(START, START * 1000, -5, null),
      content,
      maybe({ userVisible: true, inference: { requestedModel: "m" } }),
      fc.constantFrom("m", "n", null),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 8 }), async (rows) => {
        const directory = tempDir();
        const database = newDatabase(directory);
        const put = database.prepare("INSERT INTO messages VALUES (NULL, ?, 's', ?, ?, ?, ?)");
        for (const [role, at, items, metadata, id] of rows)
          put.run(id, role, JSON.stringify(items), at, JSON.stringify(metadata));
        const exporter = inProcess(source, [directory], "evidence");
        const lines = await exporter.run();
        for (const line of lines) TrackedEvent.parse(JSON.parse(line));
        expect(await exporter.run()).toEqual([]);
        database.close();
        expect(await inProcess(source, [directory], "evidence").run()).toEqual(lines);
      }),
      { numRuns: times(5) },
    );
  });
});
