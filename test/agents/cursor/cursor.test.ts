import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { cursor } from "../../../src/agents/cursor/index.ts";
import type { Source } from "../../../src/logs/source.ts";
import { databaseContract } from "../../support/contract/database-contract.ts";
import { inProcess } from "../../support/program/in-process.ts";
import { tempDir } from "../../support/program/temp.ts";
import { referenceHome } from "./reference.ts";

const source = cursor({ tickMs: 0 });

/** Looks for the places of the editor and of the command line in a home folder. */
const inHome: Source = {
  ...source,
  discover: (homes) =>
    source.discover(homes.flatMap(({ path: home }) => source.roots({ home, vars: {}, platform: "linux" }))),
};

databaseContract({ source: inHome, directory: ".", reference: referenceHome });

const ids = (lines: readonly string[]) => lines.map((line) => (JSON.parse(line) as { readonly id: string }).id);

describe("Cursor", () => {
  it("is found in the directories of the editor and of the command line", () => {
    const roots = (vars: Readonly<Record<string, string>>, platform: NodeJS.Platform) =>
      source.roots({ home: "/home/ana", vars, platform }).map(({ path }) => path);
    expect(roots({}, "linux")).toEqual(["/home/ana/.config/Cursor/User", "/home/ana/.cursor"]);
    expect(roots({ CURSOR_CONFIG_DIR: "/srv/c" }, "darwin")).toEqual([
      "/home/ana/Library/Application Support/Cursor/User",
      "/srv/c",
    ]);
    expect(roots({ APPDATA: "/r" }, "win32")[0]).toBe("/r/Cursor/User");
  });

  it("reads while the editor writes, keeps nothing from it and leaves nothing beside", async () => {
    const home = tempDir();
    const directory = join(home, ".config/Cursor/User/globalStorage");
    mkdirSync(directory, { recursive: true });
    const writer = new DatabaseSync(join(directory, "state.vscdb"));
    writer.exec("PRAGMA journal_mode = wal; PRAGMA busy_timeout = 0");
    writer.exec("CREATE TABLE cursorDiskKV (key TEXT UNIQUE ON CONFLICT REPLACE, value BLOB)");
    const put = writer.prepare("INSERT INTO cursorDiskKV (key, value) VALUES (?, ?)");
    put.run("composerData:c1", JSON.stringify({ composerId: "c1", createdAt: 1784278800000 }));
    const exporter = inProcess(inHome, [home]);
    const found: string[] = [];
    for (let count = 0; count < 20; count++) {
      const bubble = { type: 1, text: `dig ${count}`, createdAt: "2026-07-17T09:00:00.000Z" };
      writer.exec("BEGIN IMMEDIATE");
      put.run(`bubbleId:c1:u${count}`, JSON.stringify(bubble));
      // The last row of all gets another value, in the very same place.
      put.run(`bubbleId:c1:x`, JSON.stringify({ ...bubble, type: 2, text: "", count }));
      found.push(...(await exporter.run()));
      writer.exec("COMMIT");
    }
    found.push(...(await exporter.run()));
    const files = readdirSync(directory).sort();
    expect(files).toEqual(["state.vscdb", "state.vscdb-shm", "state.vscdb-wal"]);
    expect(ids(found).filter((id) => id.includes("user_message"))).toHaveLength(20);
    expect(new Set(found).size).toBe(found.length);
    expect(exporter.manifest).not.toContain("dig");
    const tool = { type: 2, createdAt: "2026-07-17T09:00:01.000Z", toolFormerData: { name: "read_file" } };
    writer.prepare("UPDATE cursorDiskKV SET value = ? WHERE key = 'bubbleId:c1:x'").run(JSON.stringify(tool));
    expect(ids(await exporter.run())).toEqual(["remote.agent:agent_tool_use:2026-07-17T09:00:01.000Z:x"]);
    writer.close();
    expect(await exporter.run()).toEqual([]);
  });

  it("gives what a sub-agent of the command line does to the session that it works for", async () => {
    const home = tempDir();
    const directory = join(home, ".cursor/chats/w/s");
    mkdirSync(directory, { recursive: true });
    const database = new DatabaseSync(join(directory, "store.db"));
    database.exec("CREATE TABLE blobs (id TEXT PRIMARY KEY, data BLOB); CREATE TABLE meta (key TEXT, value TEXT)");
    const meta = { agentId: "s2", workspacePath: "/home/ana/garden", subagentInfo: { rootParentAgentId: "s1" } };
    database.prepare("INSERT INTO meta VALUES ('0', ?)").run(JSON.stringify(meta));
    const put = database.prepare("INSERT INTO blobs VALUES (?, ?)");
    const createdAt = 1784278801000;
    const call = { type: "tool-call", toolCallId: "call_1", toolName: "Grep", args: { path: "/home/ana/garden" } };
    const told = { role: "user", content: "<user_query>You count slugs.</user_query>", createdAt };
    put.run("b1", Buffer.from(JSON.stringify(told)));
    put.run("b2", Buffer.from(JSON.stringify({ role: "assistant", content: [call], createdAt })));
    database.close();
    const lines = await inProcess(inHome, [home]).run();
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(referenceHome(home));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('"session_id":"s1"');
    expect(lines[0]).toContain('"agent_id":"s2"');
  });

  it("says of a database with other tables that it cannot read it", async () => {
    const directory = tempDir();
    mkdirSync(join(directory, "chats/w/s"), { recursive: true });
    const database = new DatabaseSync(join(directory, "chats/w/s/store.db"));
    database.exec("CREATE TABLE other (id TEXT)");
    database.close();
    const [log] = source.discover([{ path: directory, named: true }]).logs;
    if (log === undefined) throw new Error("the database is there");
    const kinds: string[] = [];
    for await (const { problems } of source.read(log, undefined)) kinds.push(...problems.map(({ kind }) => kind));
    expect(kinds).toEqual(["unknown-format"]);
  });
});
