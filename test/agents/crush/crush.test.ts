import { cpSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { crush } from "../../../src/agents/crush/index.ts";
import { TrackedEvent } from "../../../src/events/event.ts";
import { databaseContract } from "../../support/contract/database-contract.ts";
import { corpusOf } from "../../support/homes/fixtures.ts";
import { inProcess } from "../../support/program/in-process.ts";
import { asSet } from "../../support/reference/wire.ts";
import { tempDir } from "../../support/program/temp.ts";
import { referenceCrush } from "./reference.ts";
import { times } from "../../support/shares.ts";

const source = crush({ tickMs: 0 });

databaseContract({ source, directory: ".local/share/crush", reference: referenceCrush });

const SCHEMA = `
  CREATE TABLE sessions (id TEXT PRIMARY KEY, parent_session_id TEXT, created_at INTEGER);
  CREATE TABLE messages (id TEXT PRIMARY KEY, session_id TEXT, role TEXT, parts TEXT, model TEXT, created_at INTEGER)`;

describe("Crush", () => {
  const corpus = corpusOf("../corpus-more/crush");
  it.skipIf(corpus === undefined)("agrees with the reference decoder on a real database", async () => {
    const directory = join(tempDir(), ".crush");
    cpSync(join(corpus ?? "", "project/.crush"), directory, { recursive: true });
    const lines = await inProcess(source, [directory], "all").run();
    expect(asSet(lines)).toEqual(asSet(referenceCrush(directory).map((event) => JSON.stringify(event))));
    const count = (type: string) => lines.filter((line) => line.includes(`"type":"${type}"`)).length;
    expect(["agent_session", "user_message", "agent_tool_use", "agent_turn"].map(count)).toEqual([1, 2, 2, 0]);
  });

  it("finds the projects of the register, each once, and a database in a root itself", () => {
    const home = tempDir();
    const [root, beds, pond] = [join(home, "crush"), join(home, "beds/.crush"), join(home, "pond/.crush")];
    for (const path of [root, beds, pond]) mkdirSync(path, { recursive: true });
    for (const path of [beds, pond]) writeFileSync(join(path, "crush.db"), "");
    const list = [pond, join(home, "gone/.crush"), beds, pond].map((data_dir) => ({ path: home, data_dir }));
    const found = (register: string) => {
      writeFileSync(join(root, "projects.json"), register);
      const { logs, problems } = source.discover([{ path: root, named: true }]);
      return [logs.map(({ path }) => path), problems.map(({ kind }) => kind)];
    };
    const both = [join(beds, "crush.db"), join(pond, "crush.db")];
    expect(found(JSON.stringify({ projects: list }))).toEqual([both, []]);
    expect(found(JSON.stringify({ projects: { a: list[0], b: list[2] } }))).toEqual([both, []]);
    const relative = [{ path: join(home, "pond"), data_dir: ".crush" }];
    expect(found(JSON.stringify({ projects: relative }))).toEqual([[both[1]], []]);
    expect(found('{"projects": [')).toEqual([[], ["unreadable"]]);
    expect(source.discover([{ path: beds, named: true }]).logs.map(({ path }) => path)).toEqual([both[0]]);
    const one = source.discover([{ path: beds, named: true }]);
    expect(both.map((path) => one.isGone(path, undefined))).toEqual([false, false]);
  });

  it("looks where Crush keeps its register on each system", () => {
    const roots = (vars: Record<string, string>, platform: NodeJS.Platform) =>
      source.roots({ home: "/home/ana", vars, platform });
    expect(roots({}, "linux")).toEqual([{ path: "/home/ana/.local/share/crush", named: false }]);
    expect(roots({}, "darwin")).toEqual([{ path: "/home/ana/.local/share/crush", named: false }]);
    expect(roots({ XDG_DATA_HOME: "/d" }, "linux")).toEqual([{ path: "/d/crush", named: false }]);
    expect(roots({ LOCALAPPDATA: "/l" }, "win32")).toEqual([{ path: "/l/crush", named: false }]);
    expect(roots({ CRUSH_GLOBAL_DATA: "/c" }, "linux")).toEqual([{ path: "/c", named: true }]);
  });

  it("survives any values anywhere, however they are read", async () => {
    const odd = fc.oneof(fc.constantFrom(null, "", -1, 1e300, 2 ** 53, 1767600000, "text", [[]], {}), fc.jsonValue());
    const maybe = (sound: unknown) =>
      fc.oneof({ weight: 6, arbitrary: fc.constant(sound) }, { weight: 1, arbitrary: odd });
    const data = fc.record({
      text: maybe("dig"),
      id: maybe("c"),
      name: maybe("edit"),
      input: maybe('{"file_path":"beds.md"}'),
      finished: maybe(true),
      reason: maybe("end_turn"),
      time: maybe(1767600009),
      tool_call_id: maybe("c"),
      metadata: maybe('{"start_time":1767600001000,"end_time":1767600002000}'),
      MIMEType: maybe("image/png"),
    });
    const type = maybe("text").chain(() =>
      fc.constantFrom("text", "tool_call", "tool_result", "finish", "binary", "shell_command", 7, null),
    );
    const part = fc.oneof(
      { weight: 6, arbitrary: fc.record({ type, data: fc.oneof(data, odd) }) },
      { weight: 1, arbitrary: odd },
    );
    const parts = fc.oneof({ weight: 8, arbitrary: fc.array(part, { maxLength: 4 }) }, { weight: 1, arbitrary: odd });
    const row = fc.tuple(
      fc.constantFrom("user", "assistant", "tool", "x", null),
      fc.constantFrom(1767600000, 2 ** 60, null),
      parts,
    );
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 8 }), async (rows) => {
        const directory = tempDir();
        const database = new DatabaseSync(join(directory, "crush.db"));
        database.exec(`${SCHEMA}; INSERT INTO sessions VALUES ('s', NULL, 1767600000), ('t', 's', NULL)`);
        const put = database.prepare("INSERT INTO messages VALUES (?, ?, ?, ?, 'm', ?)");
        for (const [at, [role, created, value]] of rows.entries())
          put.run(
            `m${at}`,
            at % 3 === 2 ? "t" : "s",
            role,
            JSON.stringify(value),
            created === 2 ** 60 ? 2n ** 60n : created,
          );
        const exporter = inProcess(source, [directory], "evidence");
        const lines = await exporter.run();
        for (const line of lines) TrackedEvent.parse(JSON.parse(line));
        expect(await exporter.run()).toEqual([]);
        database.close();
        expect(await inProcess(source, [directory], "evidence").run()).toEqual(lines);
        expect(existsSync(join(directory, "crush.db-wal"))).toBe(false);
      }),
      { numRuns: times(5) },
    );
  });
});
