import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openClaw } from "../../../src/agents/openclaw/index.ts";
import { TrackedEvent } from "../../../src/events/event.ts";
import { databaseContract } from "../../support/contract/database-contract.ts";
import { corpusOf } from "../../support/homes/fixtures.ts";
import { inProcess } from "../../support/program/in-process.ts";
import { asSet } from "../../support/reference/wire.ts";
import { tempDir } from "../../support/program/temp.ts";
import { referenceOpenClaw } from "./reference.ts";
import { times } from "../../support/shares.ts";

const source = openClaw({ tickMs: 0 });

databaseContract({ source, directory: ".openclaw", reference: referenceOpenClaw });

describe("OpenClaw", () => {
  const corpus = corpusOf("../corpus-more/openclaw");
  it.skipIf(corpus === undefined)("agrees with the reference decoder on a real database", async () => {
    const directory = join(tempDir(), ".openclaw");
    cpSync(join(corpus ?? "", ".openclaw"), directory, { recursive: true });
    const lines = await inProcess(source, [directory], "all").run();
    expect(asSet(lines)).toEqual(asSet(referenceOpenClaw(directory).map((event) => JSON.stringify(event))));
    const count = (type: string) => lines.filter((line) => line.includes(`"type":"${type}"`)).length;
    expect(["agent_session", "user_message", "agent_turn", "agent_message"].map(count)).toEqual([1, 2, 2, 2]);
  });

  it("looks where OpenClaw keeps its state, under each of its names", () => {
    const roots = (vars: Record<string, string>) =>
      source.roots({ home: "/h", vars, platform: "linux" }).map(({ path, named }) => [path, named]);
    expect(roots({})).toEqual([".openclaw", ".clawdbot", ".moltbot", ".moldbot"].map((name) => [`/h/${name}`, false]));
    expect(roots({ OPENCLAW_STATE_DIR: "/s" })).toEqual([["/s", true]]);
  });

  it("survives any values anywhere, packed or not, however they are read", async () => {
    const odd = fc.oneof(fc.constantFrom(null, "", -1, 1e300, "text", [[]], {}), fc.jsonValue());
    const maybe = (sound: unknown) =>
      fc.oneof({ weight: 6, arbitrary: fc.constant(sound) }, { weight: 1, arbitrary: odd });
    const block = fc.record({
      type: fc.constantFrom<unknown>("text", "image", "toolCall", 7, null),
      text: maybe("dig"),
      id: maybe("c"),
      name: maybe("edit"),
      arguments: maybe({ path: "beds.md" }),
    });
    const message = fc.record({
      role: maybe("assistant").chain((role) => fc.constantFrom(role, "user", "toolResult")),
      content: fc.oneof(fc.array(fc.oneof(block, odd), { maxLength: 3 }), odd),
      timestamp: maybe(1787562000000),
      stopReason: maybe("stop"),
      toolCallId: maybe("c"),
      provenance: maybe({ kind: "external_user" }),
      __openclaw: maybe({ senderIsOwner: true }),
    });
    const event = fc.record({
      type: maybe("message"),
      id: maybe("e"),
      timestamp: maybe("2026-08-24T09:00:01.000Z"),
      message: fc.oneof({ weight: 6, arbitrary: message }, { weight: 1, arbitrary: odd }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(event, fc.boolean()), { maxLength: 8 }), async (events) => {
        const directory = tempDir();
        mkdirSync(join(directory, "agents/main/agent"), { recursive: true });
        const database = new DatabaseSync(join(directory, "agents/main/agent/openclaw-agent.sqlite"));
        database.exec(`CREATE TABLE session_nodes (session_key TEXT);
          CREATE TABLE session_windows (session_id TEXT, session_key TEXT, created_at INTEGER);
          CREATE TABLE transcript_events (session_id TEXT, seq INTEGER, event_json TEXT, event_zstd BLOB, created_at);
          INSERT INTO session_windows VALUES ('s', 'agent:main:main', 1787562000000)`);
        const put = database.prepare("INSERT INTO transcript_events VALUES ('s', ?, ?, ?, 0)");
        for (const [at, [value, isPacked]] of events.entries()) {
          const text = JSON.stringify(value);
          put.run(at, isPacked ? null : text, isPacked ? zstdCompressSync(text) : null);
        }
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
