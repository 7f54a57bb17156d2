import { readFileSync, renameSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { kiro } from "../../../src/agents/kiro/index.ts";
import { kiroLines } from "../../../src/agents/kiro/lines.ts";
import { fixturesOf } from "../../support/homes/fixtures.ts";
import { inProcess } from "../../support/program/in-process.ts";
import { eventsOf, put } from "../../support/contract/tree.ts";
import { asSet } from "../../support/reference/wire.ts";
import { sourceContract } from "../../support/contract/source-contract.ts";
import { tempDir } from "../../support/program/temp.ts";
import { referenceKiro } from "./reference.ts";

const source = kiro({ tickMs: 0 });

sourceContract({
  make: kiro,
  reference: referenceKiro,
  isUnordered: true,
  lines: { format: kiroLines, copy: (log) => log.replace(/(?=\/messages\.jsonl$|(?<=\/cli\/[^/]*)\.jsonl$)/, "-copy") },
});

const fixture = (name: string) => join(fixturesOf("kiro").find((each) => each.name === name)?.home ?? "", ".kiro");
const CLI = "sessions/cli/5b20c7e1-0000-4000-8000-000000000001";

/** What the reference decoder says of a directory, as an export's lines. */
function expectedOf(root: string): readonly string[] {
  return asSet(referenceKiro(root, true).map((event) => JSON.stringify(event)));
}

describe("the file beside the lines of a session of the CLI", () => {
  it("tells the turns that it has more when it is written anew, and each once", async () => {
    const root = tempDir();
    const whole = readFileSync(join(fixture("cli"), `${CLI}.json`), "utf8");
    const lines = readFileSync(join(fixture("cli"), `${CLI}.jsonl`), "utf8").split("\n");
    const fields = JSON.parse(whole) as {
      session_state: { conversation_metadata: { user_turn_metadatas: unknown[] } };
    };
    const turns = fields.session_state.conversation_metadata.user_turn_metadatas;
    const exporter = inProcess(source, [root], "evidence");
    const delivered: string[] = [];
    for (let count = 0; count <= turns.length; count++) {
      const metadata = { ...fields.session_state.conversation_metadata, user_turn_metadatas: turns.slice(0, count) };
      const state = { ...fields.session_state, conversation_metadata: metadata };
      put(join(root, `${CLI}.tmp`), JSON.stringify({ ...fields, session_state: state }));
      renameSync(join(root, `${CLI}.tmp`), join(root, `${CLI}.json`));
      writeFileSync(join(root, `${CLI}.jsonl`), `${lines.slice(0, 2 + count * 3).join("\n")}\n`);
      delivered.push(...(await exporter.run()));
    }
    expect(asSet([...new Set(delivered)])).toEqual(expectedOf(root));
    expect(await exporter.run()).toEqual([]);
  });

  it("tells a turn that was cancelled while a tool ran or was asked about as an interruption, and no refusal", async () => {
    const root = tempDir();
    for (const end of [".json", ".jsonl"])
      put(join(root, `${CLI}${end}`), readFileSync(join(fixture("cli"), `${CLI}${end}`), "utf8"));
    const done = (await inProcess(source, [root]).run())
      .map(
        (line) => JSON.parse(line) as { readonly timestamp: string; readonly action?: string; readonly type: string },
      )
      .filter(({ type }) => type === "user_action")
      .map(({ timestamp, action }) => `${timestamp.slice(11, 19)} ${action ?? ""}`);
    expect(done).toEqual(["08:07:10 interrupt", "08:08:04 interrupt"]);
  });

  it("lets nothing be told of the lines while it is half-written", async () => {
    const root = tempDir();
    const whole = readFileSync(join(fixture("cli"), `${CLI}.json`), "utf8");
    put(join(root, `${CLI}.json`), whole.slice(0, 100));
    put(join(root, `${CLI}.jsonl`), readFileSync(join(fixture("cli"), `${CLI}.jsonl`), "utf8"));
    const exporter = inProcess(source, [root], "evidence");
    expect(await exporter.run()).toEqual([]);
    writeFileSync(join(root, `${CLI}.json`), whole);
    expect(asSet(await exporter.run())).toEqual(expectedOf(root));
  });

  it("that comes after the lines has them told once more, with what it says", async () => {
    const root = tempDir();
    put(join(root, `${CLI}.jsonl`), readFileSync(join(fixture("cli"), `${CLI}.jsonl`), "utf8"));
    const exporter = inProcess(source, [root], "evidence");
    expect((await exporter.run()).join("")).not.toContain('"user_message"');
    expect(await exporter.run()).toEqual([]);
    writeFileSync(join(root, `${CLI}.json`), readFileSync(join(fixture("cli"), `${CLI}.json`)));
    expect(asSet(await exporter.run())).toEqual(expectedOf(root));
    expect(await exporter.run()).toEqual([]);
  });

  it("that is too long to be read is as none, and is not looked into again as long as it is the same", async () => {
    const root = tempDir();
    put(join(root, `${CLI}.json`), "{}");
    truncateSync(join(root, `${CLI}.json`), (64 << 20) + 1);
    put(join(root, `${CLI}.jsonl`), readFileSync(join(fixture("cli"), `${CLI}.jsonl`), "utf8"));
    const exporter = inProcess(source, [root], "evidence");
    expect((await exporter.run()).length).toBeGreaterThan(0);
    expect(await exporter.run()).toEqual([]);
  });
});

describe("a copy of a session's lines in one that goes back before its end", () => {
  it("has the IDs that it has there", async () => {
    const prompts = (await eventsOf(source, fixture("rewind"))).filter(({ type }) => type === "user_message");
    expect(prompts).toHaveLength(4);
    expect(new Set(prompts.map(({ id }) => id)).size).toBe(3);
  });
});

describe("a session of which nobody knows who speaks in it", () => {
  it("has no prompt and, as a sub-agent's, no start", async () => {
    const events = [...(await eventsOf(source, fixture("sub-agent"))), ...(await eventsOf(source, fixture("store")))];
    const persons = events.filter(({ type }) => ["user_message", "agent_session"].includes(type));
    expect(persons.map(({ type, session_id: id }) => `${type} ${id.slice(-2)}`)).toEqual([
      "agent_session 04",
      "user_message 04",
      "agent_session 11",
      "agent_session 13",
    ]);
  });
});

describe("what nobody knows yet", () => {
  it("is counted by its name", async () => {
    const unknown: unknown[] = [];
    for (const log of source.discover([{ path: fixture("ugly"), named: true }]).logs)
      for await (const { counts } of source.read(log, undefined)) if (counts.unknown) unknown.push(counts.unknown);
    expect(unknown).toEqual([{ type: { moon: 1 } }, { end_reason: { Eclipse: 1 } }, { kind: { Moon: 1 } }]);
  });
});

describe("where Kiro keeps its sessions", () => {
  it.each(["linux", "darwin", "win32"] as const)("is ~/.kiro on %s, and what KIRO_HOME names", (platform) => {
    const usual = { path: "/home/mira/.kiro", named: false };
    expect(source.roots({ home: "/home/mira", vars: {}, platform })).toEqual([usual]);
    const vars = { KIRO_HOME: "/data/kiro" };
    expect(source.roots({ home: "/home/mira", vars, platform })).toEqual([{ path: "/data/kiro", named: true }, usual]);
  });

  it("holds other files, which are no sessions", () => {
    const root = tempDir();
    for (const path of [
      "sessions/cli/a.jsonl",
      "sessions/cli/a.json",
      "sessions/cli/a.lock",
      "sessions/cli/a/tasks/b.json",
      "sessions/cli/a/messages.jsonl",
      "sessions/0a1b/s/messages.jsonl",
      "sessions/0a1b/s/session.json",
      "sessions/0a1b/s/sub-executions/e.jsonl",
      "sessions/messages.jsonl",
    ])
      put(join(root, path), "{}\n");
    const found = source.discover([{ path: root, named: true }]).logs.map(({ path }) => path);
    expect(found.toSorted()).toEqual(
      ["0a1b/s/messages.jsonl", "cli/a.json", "cli/a.jsonl"].map((path) => join(root, "sessions", path)),
    );
  });
});
