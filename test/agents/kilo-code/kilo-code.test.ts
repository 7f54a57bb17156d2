import { cpSync, existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { kiloCode } from "../../../src/agents/kilo-code/index.ts";
import { documentLaws } from "../../support/contract/document-laws.ts";
import { corpusOf } from "../../support/homes/fixtures.ts";
import { inProcess } from "../../support/program/in-process.ts";
import { newDatabase, putSession, writeStorage } from "../../support/homes/opencode.ts";
import { referenceTasks } from "../../support/reference/task-folders.ts";
import { asked, asSet } from "../../support/reference/wire.ts";
import { sourceContract } from "../../support/contract/source-contract.ts";
import { tempDir } from "../../support/program/temp.ts";
import { referenceSessions, sessionsInDatabase, type Exported, type Info } from "../opencode/reference.ts";

const referenceOfTasks = (directory: string) => referenceTasks("kilo-code", directory);
documentLaws({ make: kiloCode, reference: referenceOfTasks });
sourceContract({
  make: kiloCode,
  reference: (directory, evidence) =>
    existsSync(join(directory, "kilo.db"))
      ? reference(sessionsInDatabase(join(directory, "kilo.db"))).map((line) => JSON.parse(line) as object)
      : asked(referenceOfTasks(directory), evidence === true),
  isUnordered: true,
});

const source = kiloCode({ tickMs: 0 });

/** As OpenCode's, without what was made of task folders. */
function reference(sessions: readonly Exported[]): readonly string[] {
  const isLegacy = ({ model, modelID }: Info) =>
    modelID === "legacy" || (model as { readonly modelID?: string } | undefined)?.modelID === "legacy";
  const own = sessions.map(({ info, messages }) => ({
    info,
    messages: messages.filter((message) => !isLegacy(message.info)),
  }));
  return asSet(referenceSessions(own).map((event) => JSON.stringify({ ...event, agent: "kilo-code" })));
}

const session = (messages: Exported["messages"]): Exported => ({
  info: { id: "ses_1", directory: "/home/ana/garden", time: { created: 1776412800000 } },
  messages,
});
const prompt = (id: string, created: number): Exported["messages"][number] => ({
  info: { id, role: "user", time: { created } },
  parts: [{ id: `${id}_text`, type: "text", text: "dig" }],
});

describe("Kilo Code", () => {
  it("reads a database while Kilo writes it, each event once, and forgets it when it is gone", async () => {
    const directory = tempDir();
    const exporter = inProcess(source, [directory]);
    const path = join(directory, "kilo.db");
    const database = newDatabase(path, "wal");
    const types = async () =>
      (await exporter.run()).map((line) => (JSON.parse(line) as { readonly type: string }).type);
    const call = (status: string) => ({
      info: { id: "msg_2", role: "assistant", time: { created: 1776412801000 } },
      parts: [{ id: "prt_2", type: "tool", tool: "bash", state: { status, time: { start: 1776412802000 } } }],
    });
    putSession(database, session([prompt("msg_1", 1776412800100), call("running")]));
    expect(existsSync(`${path}-wal`)).toBe(true);
    expect(await types()).toEqual(["agent_session", "user_message"]);
    database.exec("UPDATE part SET data = replace(data, 'running', 'completed') WHERE id = 'prt_2'");
    // A writer in the midst of its work is not waited for, and what it has not written yet is not seen.
    database.exec("BEGIN IMMEDIATE; DELETE FROM part WHERE message_id = 'msg_1'");
    expect(await types()).toEqual(["agent_tool_use"]);
    database.exec("COMMIT; VACUUM");
    expect(await types()).toEqual([]);
    database.close();
    expect(await types()).toEqual([]);
    expect(readdirSync(directory)).toEqual(["kilo.db"]);
    rmSync(path);
    await exporter.run();
    expect(exporter.manifest).not.toContain('"inode"');
  });

  it("reads the tree of the first releases, where no database has it", async () => {
    const directory = tempDir();
    const sessions = [session([prompt("msg_1", 1776412800100), prompt("msg_2", 1776412900100)])];
    for (const each of sessions) writeStorage(join(directory, "storage"), each);
    const lines = await inProcess(source, [directory]).run();
    expect(asSet(lines)).toEqual(reference(sessions));
    const database = newDatabase(join(directory, "kilo.db"));
    for (const each of sessions) putSession(database, each);
    database.close();
    const both = await inProcess(source, [directory]).run();
    expect(asSet(both)).toEqual(asSet(lines));
    expect(both).toHaveLength(lines.length);
  });

  it("tells of a database that it cannot read, by its own name", async () => {
    const directory = tempDir();
    const database = new DatabaseSync(join(directory, "kilo.db"));
    database.exec("CREATE TABLE session_v3 (version text, time_created integer)");
    database.close();
    const causes: unknown[] = [];
    for (const log of source.discover([{ path: directory, named: true }]).logs)
      for await (const { problems } of source.read(log, undefined)) causes.push(...problems.map(({ cause }) => cause));
    expect(causes).toEqual(["written by Kilo Code of an unknown version, with the tables session_v3"]);
  });

  it("looks in the data directory, at the database of the variable, and where editors keep what is an extension's", () => {
    const home = tempDir();
    const roots = source.roots({
      home,
      vars: { XDG_DATA_HOME: join(home, "d"), KILO_DB: "mine.db" },
      platform: "linux",
    });
    expect(roots.slice(0, 3)).toEqual([
      { path: join(home, "d/kilo"), named: false },
      { path: join(home, "d/kilo/mine.db"), named: true },
      { path: join(home, ".kilocode/cli/global"), named: false },
    ]);
    newDatabase(join(home, "d/kilo/mine.db")).close();
    newDatabase(join(home, "d/kilo/kilo-dev.db")).close();
    const { logs, problems } = source.discover(roots);
    expect(logs.map(({ path }) => path)).toEqual([join(home, "d/kilo/kilo-dev.db"), join(home, "d/kilo/mine.db")]);
    expect(problems).toEqual([]);
  });

  const corpus = corpusOf("../corpus-more");
  it.skipIf(corpus === undefined)("agrees with the reference decoder on a real database", async () => {
    const directory = tempDir();
    cpSync(join(corpus ?? "", "kilo-cli/.local/share/kilo"), directory, { recursive: true });
    const lines = await inProcess(source, [directory]).run();
    expect(asSet(lines)).toEqual(reference(sessionsInDatabase(join(directory, "kilo.db"))));
    expect(lines).toHaveLength(3);
  });
});
