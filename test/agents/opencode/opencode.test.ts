import { cpSync, existsSync, globSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { TrackedEvent } from "../../../src/events/event.ts";
import { openCode } from "../../../src/agents/opencode/index.ts";
import { corpusOf, fixturesOf } from "../../support/homes/fixtures.ts";
import { inProcess } from "../../support/program/in-process.ts";
import { newDatabase, putSession, writeStorage } from "../../support/homes/opencode.ts";
import { referenceSessions, sessionsInDatabase, sessionsInStorage, type Exported } from "./reference.ts";
import { referenceDatabase } from "./reference-2.ts";
import { asSet } from "../../support/reference/wire.ts";
import { prepare } from "../../support/contract/prepared.ts";
import { sourceContract } from "../../support/contract/source-contract.ts";
import { tempDir } from "../../support/program/temp.ts";
import { times } from "../../support/shares.ts";

const source = openCode();

const reference = (sessions: readonly Exported[]) =>
  asSet(referenceSessions(sessions).map((event) => JSON.stringify(event)));

sourceContract({
  make: openCode,
  isUnordered: true,
  // Its numbers are greater than the reference decoder can read.
  goldenAlone: ["database"],
  reference: (directory) => {
    const storage = join(directory, "storage");
    return [
      ...globSync("*.db", { cwd: directory }).flatMap((name) => referenceDatabase(join(directory, name))),
      ...(existsSync(storage) ? referenceSessions(sessionsInStorage(storage)) : []),
    ];
  },
});

describe("OpenCode", () => {
  it.each(fixturesOf("opencode").filter(({ name }) => name !== "database" && name !== "both-worlds"))(
    "agrees with the reference decoder on the fixture $name, from either container",
    async ({ home }) => {
      const directory = prepare(join(home, ".local/share/opencode"), tempDir());
      const isTree = existsSync(join(directory, "storage"));
      const sessions = isTree
        ? sessionsInStorage(join(directory, "storage"))
        : sessionsInDatabase(join(directory, "opencode.db"));
      const expected = reference(sessions);
      for (const lines of await bothContainers(sessions)) expect(lines).toEqual(expected);
    },
  );

  const more = corpusOf("../corpus-more");
  it.skipIf(more === undefined).each(["opencode-2.0/v1-then-v2", "opencode-1.18"])(
    "agrees with the reference decoder on the real database of %s",
    async (name) => {
      const directory = tempDir();
      cpSync(join(more ?? "", name, ".local/share/opencode"), directory, { recursive: true });
      const expected = referenceDatabase(join(directory, "opencode.db")).map((event) => JSON.stringify(event));
      expect(asSet(await inProcess(source, [directory]).run())).toEqual(asSet(expected));
      expect(expected.length).toBeGreaterThan(7);
    },
  );

  const database = corpusOf("opencode-db");
  it.skipIf(database === undefined)(
    "agrees with the reference decoder on a real database, left as it was",
    async () => {
      const directory = database ?? "";
      const before = readdirSync(directory);
      const lines = await inProcess(source, [directory]).run();
      expect(new Set(lines).size).toBe(lines.length);
      const sessions = JSON.parse(JSON.stringify(sessionsIn(directory))) as readonly Exported[];
      expect(asSet(lines)).toEqual(reference(sessions));
      expect(readdirSync(directory)).toEqual(before);
      for (const found of await bothContainers(sessions)) expect(found).toEqual(asSet(lines));
    },
  );

  const exports = corpusOf("opencode");
  it.skipIf(exports === undefined)("gives the same bytes of real exported sessions from either container", async () => {
    const sessions = globSync("**/full.jsonl", { cwd: exports ?? "" }).map(
      (path) => JSON.parse(readFileSync(join(exports ?? "", path), "utf8")) as Exported,
    );
    const expected = reference(sessions);
    expect(expected.length).toBeGreaterThan(100);
    for (const lines of await bothContainers(sessions)) expect(lines).toEqual(expected);
  });

  it("gives every session that has an event its start, and no event twice", async () => {
    for (const { home } of fixturesOf("opencode")) {
      const lines = await inProcess(source, [prepare(join(home, ".local/share/opencode"), tempDir())]).run();
      const events = lines.map((line) => TrackedEvent.parse(JSON.parse(line)));
      const started = new Set(events.filter(({ type }) => type === "agent_session").map((event) => event.session_id));
      for (const { session_id: id } of events) expect(started).toContain(id);
      expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
    }
  });

  it("reads a tool call of the tree once, when it has ended", async () => {
    const directory = tempDir();
    const exporter = inProcess(source, [directory]);
    const session = (status: string, time: object): Exported => ({
      info: { id: "ses_1", directory: "/home/ana/garden", time: { created: 1767600000000 } },
      messages: [
        {
          info: { id: "msg_1", role: "assistant", time: { created: 1767600000100, completed: 1767600009000 } },
          parts: [{ id: "prt_1", type: "tool", tool: "bash", state: { status, time } as never }],
        },
      ],
    });
    const types = async () =>
      (await exporter.run()).map((line) => (JSON.parse(line) as { readonly type: string }).type);
    writeStorage(join(directory, "storage"), session("pending", {}));
    expect(await types()).toEqual(["agent_session"]);
    writeStorage(join(directory, "storage"), session("running", { start: 1767600001000 }));
    expect(await types()).toEqual([]);
    writeStorage(join(directory, "storage"), session("completed", { start: 1767600001000, end: 1767600002000 }));
    expect(await types()).toEqual(["agent_tool_use"]);
    const { manifest } = exporter;
    expect(await types()).toEqual([]);
    expect(exporter.manifest).toBe(manifest);
  });

  it("tells a `!` command as the person's alone, whichever of its two messages comes first", async () => {
    const start = 1767600000000;
    const text = "The following tool was executed by the user";
    const state = (status: string) => ({ status, time: { start: start + 20, end: start + 12_000 } });
    const session = (asked: string, answer: string, status = "completed"): Exported => ({
      info: { id: "ses_1", directory: "/home/ana/garden", time: { created: start } },
      messages: [
        {
          info: { id: asked, role: "user", time: { created: start + 10 } },
          parts: [{ id: "prt_1", type: "text", synthetic: true, text }],
        },
        {
          info: { id: answer, parentID: asked, role: "assistant", time: { created: start + 20 } },
          parts: [{ id: "prt_2", type: "tool", tool: "bash", state: state(status) }],
        },
      ],
    });
    for (const each of [session("msg_1", "msg_2"), session("msg_2", "msg_1"), session("msg_1", "msg_2", "error")])
      for (const lines of await bothContainers([each])) {
        const events = lines.map((line) => TrackedEvent.parse(JSON.parse(line)));
        expect(events.map(({ type }) => type).sort()).toEqual(["agent_session", "user_action"]);
      }
  });

  it("tells what was written after the clock was set back, and nothing that a fork copied, by when the ids were made", async () => {
    const start = Date.parse("2026-08-14T11:19:56Z");
    const made = (prefix: string, at: number) =>
      `${prefix}_${(BigInt.asUintN(36, BigInt(at)) << 12n).toString(16).padStart(12, "0")}001Cbucf0Vem5uO`;
    const prompt = (created: number, id = created): Exported["messages"][number] => ({
      info: { id: made("msg", id), role: "user", time: { created } },
      parts: [{ id: made("prt", id), type: "text", text: "dig" }],
    });
    const of = (...messages: Exported["messages"]): Exported => ({
      info: { id: "ses_1", directory: "/home/ana/garden", time: { created: start } },
      messages,
    });
    const [second, hour] = [1000, 3_600_000];
    const typesOf = async (session: Exported) => {
      const [live, closed, tree] = await bothContainers([session]);
      expect(closed).toEqual(live);
      expect(tree).toEqual(live);
      expect(live).toEqual(reference([session]));
      return (live ?? []).map((line) => TrackedEvent.parse(JSON.parse(line)).type).sort();
    };
    // The ids of the first of these times are of the round before.
    for (const step of [2 * second, hour, 300 * 24 * hour])
      expect(await typesOf(of(prompt(start - step), prompt(start - step + 500)))).toEqual([
        "agent_session",
        "user_message",
        "user_message",
      ]);
    for (const age of [1, second, hour, 300 * 24 * hour])
      expect(await typesOf(of(prompt(start - age, start), prompt(start - age, start + 5)))).toEqual([]);
  });

  it("reads a file of the tree that was damaged for long when it is repaired, though the session is at rest", async () => {
    const directory = tempDir();
    const exporter = inProcess(source, [directory]);
    const time = { created: 1767600000100, completed: 1767600009000 };
    const state = { status: "completed", time: { start: 1767600001000, end: 1767600002000 } } as never;
    writeStorage(join(directory, "storage"), {
      info: { id: "ses_1", directory: "/home/ana/garden", time: { created: 1767600000000 } },
      messages: [
        { info: { id: "msg_1", role: "assistant", time }, parts: [{ id: "prt_1", type: "tool", tool: "bash", state }] },
      ],
    });
    const path = join(directory, "storage/part/msg_1/prt_1.json");
    const whole = readFileSync(path);
    for (const damaged of ["{", "[]", "null"]) {
      writeFileSync(path, damaged);
      for (let runs = 0; runs < 3; runs++) await exporter.run();
    }
    writeFileSync(path, whole);
    expect(await exporter.run()).toEqual([expect.stringContaining("agent_tool_use")]);
    expect(await exporter.run()).toEqual([]);
  });

  it("survives any values anywhere, and gives the same of them from either container", async () => {
    const value = fc.oneof(
      fc.constantFrom(null, "", -1, 1e300, 1767600000001, "user", "assistant", "completed", "tool", "text", [[]], {}),
      fc.jsonValue(),
    );
    const spoilt = (record: object) =>
      fc.record(
        Object.fromEntries(
          Object.entries(record).map(([key, sound]) => [
            key,
            fc.oneof({ weight: 6, arbitrary: fc.constant(sound as unknown) }, { weight: 1, arbitrary: value }),
          ]),
        ),
      );
    const time = { created: 1767600000100, completed: 1767600009000 };
    const state = spoilt({ status: "completed", input: { filePath: "beds.md" }, time: { start: 1767600001000 } });
    const part = fc.oneof(
      state.chain((known) => spoilt({ type: "tool", tool: "edit", state: known })),
      spoilt({ type: "text", text: "dig", synthetic: false }),
      spoilt({ type: "file", mime: "image/png" }),
      spoilt({ type: "subtask" }),
    );
    const message = fc.oneof(
      spoilt({ role: "user", time }),
      spoilt({ role: "assistant", time, error: { name: "MessageAbortedError" } }),
    );
    const messages = fc.array(fc.tuple(message, fc.array(part, { maxLength: 4 })), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(messages, async (drawn) => {
        const session = {
          info: { id: "ses_1", directory: "/home/ana/garden", time: { created: 1767600000000 } },
          messages: drawn.map(([info, parts], at) => ({
            info: { ...info, id: `msg_${at}` },
            parts: parts.map((fields, index) => ({ ...fields, id: `prt_${at}_${index}` })),
          })),
        } as unknown as Exported;
        const [live, closed, tree] = await bothContainers([session]);
        expect(tree).toEqual(live);
        expect(closed).toEqual(live);
        for (const line of live ?? []) TrackedEvent.parse(JSON.parse(line));
      }),
      { numRuns: times(4) },
    );
  });

  it("survives any values anywhere in the rows of 2.x, however they are read", async () => {
    const value = fc.oneof(
      fc.constantFrom(null, "", -1, 1e300, 1767600000001, "completed", "tool", "text", "interrupted", [[]], {}),
      fc.jsonValue(),
    );
    const maybe = (sound: unknown) =>
      fc.oneof({ weight: 6, arbitrary: fc.constant(sound) }, { weight: 1, arbitrary: value });
    const item = fc.record({
      type: maybe("tool"),
      id: maybe("call_1"),
      name: maybe("question"),
      state: fc.oneof(
        value,
        fc.record({ status: maybe("completed"), input: maybe({ path: "beds.md" }), metadata: maybe({ answers: [] }) }),
      ),
      time: maybe({ created: 1767600001000, completed: 1767600002000 }),
    });
    const data = fc.oneof(
      value,
      fc.record({
        time: maybe({ created: 1767600000500, completed: 1767600000900 }),
        text: maybe("dig"),
        files: maybe([{ mime: "image/png" }]),
        content: fc.oneof(value, fc.array(item, { maxLength: 3 })),
        outcome: maybe("interrupted"),
        previous: maybe({ location: { directory: "/home/ana" } }),
      }),
    );
    const type = fc.constantFrom("user", "assistant", "shell", "idle", "location-switched", "x", 7, null);
    const place = fc.oneof(
      { weight: 9, arbitrary: fc.nat(9) },
      { weight: 1, arbitrary: fc.constantFrom(null, "x", 2 ** 53) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(type, place, data), { maxLength: 8 }), async (rows) => {
        const directory = tempDir();
        const database = new DatabaseSync(join(directory, "opencode.db"));
        database.exec(`CREATE TABLE session_v2 (id, parent_id, directory, time_created);
          CREATE TABLE session_message (id, session_id, type, seq, time_created, data);
          INSERT INTO session_v2 VALUES ('s', NULL, '/home/ana/garden', 1767600000000)`);
        const put = database.prepare("INSERT INTO session_message VALUES (?, 's', ?, ?, 1767600000500, ?)");
        for (const [at, [kind, seq, record]] of rows.entries()) put.run(`m${at}`, kind, seq, JSON.stringify(record));
        const exporter = inProcess(source, [directory]);
        const lines = await exporter.run();
        for (const line of lines) TrackedEvent.parse(JSON.parse(line));
        expect(await exporter.run()).toEqual([]);
        database.close();
        expect(await inProcess(source, [directory]).run()).toEqual(lines);
      }),
      { numRuns: times(6) },
    );
  });

  it("leaves what the database gives to it, of a tree that was copied there, and gives what was not", async () => {
    const directory = tempDir();
    const fixture = fixturesOf("opencode").find(({ name }) => name === "storage");
    cpSync(join(fixture?.home ?? "", ".local/share/opencode"), directory, { recursive: true });
    const sessions = sessionsInStorage(join(directory, "storage"));
    const database = newDatabase(join(directory, "opencode.db"));
    for (const session of sessions) putSession(database, session);
    const whole = reference(sessions);
    const lines = await inProcess(source, [directory]).run();
    expect(lines).toHaveLength(whole.length);
    expect(asSet(lines)).toEqual(whole);
    // What an older version wrote after the copy, or what the copy holds unfinished.
    const gone = "msg_b84f5e100001AAAAAAAAAAAAAA";
    database.exec(`DELETE FROM message WHERE id = '${gone}'`);
    database.exec(
      "UPDATE part SET data = replace(data, 'error', 'running') WHERE id = 'prt_b84f5e100008aaaaaaaaaaaaaa'",
    );
    const again = await inProcess(source, [directory]).run();
    expect(again).toHaveLength(whole.length);
    expect(asSet(again)).toEqual(whole);
    database.exec("DROP TABLE part");
    expect(asSet(await inProcess(source, [directory]).run())).toEqual(whole);
    database.close();
  });

  it("reads a database that a variable names, besides the data directory", () => {
    const home = tempDir();
    const roots = source.roots({
      home,
      vars: { XDG_DATA_HOME: join(home, "d"), OPENCODE_DB: "mine.sqlite" },
      platform: "linux",
    });
    newDatabase(join(home, "d/opencode/mine.sqlite")).close();
    newDatabase(join(home, "d/opencode/opencode-dev.db")).close();
    const { logs } = source.discover(roots);
    expect(logs.map(({ path }) => path)).toEqual([
      join(home, "d/opencode/opencode-dev.db"),
      join(home, "d/opencode/mine.sqlite"),
    ]);
    for (const { stat, path } of logs) expect(stat.size).toBe(statSync(path).size);
  });
});

function sessionsIn(directory: string): readonly Exported[] {
  const copy = tempDir();
  cpSync(directory, copy, { recursive: true });
  return sessionsInDatabase(join(copy, "opencode.db"));
}

/** The events of sessions, as a set, from a database and from a tree of files. */
async function bothContainers(sessions: readonly Exported[]): Promise<readonly (readonly string[])[]> {
  const [inDatabase, inTree] = [tempDir(), tempDir()];
  const database = newDatabase(join(inDatabase, "opencode.db"));
  for (const session of sessions) {
    putSession(database, session);
    writeStorage(join(inTree, "storage"), session);
  }
  const live = asSet(await inProcess(source, [inDatabase]).run());
  database.close();
  return [live, asSet(await inProcess(source, [inDatabase]).run()), asSet(await inProcess(source, [inTree]).run())];
}
