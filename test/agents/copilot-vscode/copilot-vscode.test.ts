import { appendFileSync, cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { copilotVsCode } from "../../../src/agents/copilot-vscode/index.ts";
import { fixturesOf } from "../../support/homes/fixtures.ts";
import { inProcess } from "../../support/program/in-process.ts";
import { put } from "../../support/contract/tree.ts";
import { sourceContract } from "../../support/contract/source-contract.ts";
import { tempDir } from "../../support/program/temp.ts";
import { playChat } from "./play.ts";
import { referenceChat, referenceUser } from "./reference.ts";
import { times } from "../../support/shares.ts";

const source = copilotVsCode({ tickMs: 0 });
const CHATS = "workspaceStorage/w1/chatSessions";
const rootOf = (name: string) =>
  join(fixturesOf("copilot-vscode").find((fixture) => fixture.name === name)?.home ?? "", ".config/Code/User");
const asEvents = (lines: readonly string[]) => lines.map((line) => JSON.parse(line) as unknown);
const ids = (lines: readonly (string | object)[]) =>
  lines.map((line) => ((typeof line === "string" ? JSON.parse(line) : line) as { readonly id: string }).id);

sourceContract({ make: copilotVsCode, reference: referenceUser });

describe("the chat of VS Code", () => {
  it("gives the evidence of its fixtures when it is asked for", async () => {
    let told = 0;
    for (const { name } of fixturesOf("copilot-vscode")) {
      const wanted = referenceUser(rootOf(name), true);
      expect(asEvents(await inProcess(source, [rootOf(name)], "evidence").run()), name).toEqual(wanted);
      told += wanted.filter(({ type }) => type === "agent_message").length;
    }
    expect(told).toBe(15);
  });

  it("gives of any history what the reference gives, however it grows, is edited and is written anew", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 2 ** 30 }), async (seed) => {
        const directory = tempDir();
        const path = join(directory, CHATS, "s1.jsonl");
        put(path, "");
        const exporter = inProcess(source, [directory], "evidence");
        const found = new Set<string>();
        const wanted = new Set<string>();
        for (const { append, replace, look } of playChat(seed)) {
          if (replace !== undefined) writeFileSync(path, replace);
          if (append !== undefined) appendFileSync(path, append);
          if (!look) continue;
          for (const line of await exporter.run()) found.add(line);
          const version = referenceChat("s1.jsonl", readFileSync(path), { evidence: true });
          for (const event of version) wanted.add(JSON.stringify(event));
          expect(await exporter.run()).toEqual([]);
        }
        expect([...found].sort()).toEqual([...wanted].sort());
        expect(exporter.manifest).not.toContain("dig the bed");
        // One ID is one event, whichever version of the chat it is read from.
        expect(new Set(ids([...found])).size).toBe(found.size);
      }),
      { numRuns: times(6) },
    );
  });

  it("gives the same IDs of a chat in both containers", async () => {
    const lines = readFileSync(join(rootOf("programs"), CHATS, "s-programs.jsonl"), "utf8");
    const directory = tempDir();
    const whole = JSON.stringify((JSON.parse(lines) as { readonly v: object }).v);
    put(join(directory, CHATS, "s-programs.json"), whole);
    const before = await inProcess(source, [directory], "evidence").run();
    expect(before.length).toBeGreaterThan(7);
    rmSync(join(directory, CHATS, "s-programs.json"));
    put(join(directory, CHATS, "s-programs.jsonl"), lines);
    expect(await inProcess(source, [directory], "evidence").run()).toEqual(before);
  });

  it("reads a document again whenever it is written anew, and gives what is new", async () => {
    const directory = tempDir();
    cpSync(rootOf("document"), directory, { recursive: true });
    const exporter = inProcess(source, [directory]);
    const first = await exporter.run();
    const path = join(directory, CHATS, "s-doc.json");
    const text = readFileSync(path, "utf8");
    // Half of it is written.
    writeFileSync(path, text.slice(0, 700));
    expect(await exporter.run()).toEqual([]);
    const session = JSON.parse(text) as { readonly requests: Record<string, unknown>[] };
    const [, going] = session.requests;
    if (going !== undefined) going["modelState"] = { value: 1, completedAt: 1 };
    writeFileSync(path, JSON.stringify({ ...session, customTitle: "Pruning" }));
    const next = await exporter.run();
    expect(ids(next)).toEqual(["remote.agent:agent_turn:2026-01-05T08:00:09.500Z:request_00000002"]);
    writeFileSync(path, JSON.stringify({ ...session, requests: session.requests.slice(1) }));
    expect(await exporter.run()).toEqual([]);
    rmSync(path);
    expect(await exporter.run()).toEqual([]);
    expect(exporter.manifest).not.toContain("s-doc.json");
    expect(new Set(ids(first)).size).toBe(first.length);
  });

  it("tells the folder of a workspace, and the same IDs without it", async () => {
    const directory = tempDir();
    cpSync(rootOf("changes"), directory, { recursive: true });
    const located = asEvents(await inProcess(source, [directory]).run());
    expect(located.every((event) => (event as { readonly cwd?: string }).cwd === "/home/ana/my garden")).toBe(true);
    rmSync(join(directory, "workspaceStorage/w1/workspace.json"));
    const bare = await inProcess(source, [directory]).run();
    expect(bare.join()).not.toContain('"cwd"');
    expect(ids(bare)).toEqual(ids(located as readonly object[]));
  });

  it("tells no turn in which a plan, a page or what an MCP server gave may have waited for the person", async () => {
    const turns = ids(await inProcess(source, [rootOf("waits")]).run()).filter((id) => id.includes(":agent_turn:"));
    expect(turns.map((id) => id.slice(-1))).toEqual(["4", "8", "9"]);
  });

  it("counts what it does not know by its name", async () => {
    const unknown: unknown[] = [];
    for (const log of source.discover([{ path: rootOf("ugly"), named: true }]).logs)
      for await (const { counts } of source.read(log, undefined)) if (counts.unknown) unknown.push(counts.unknown);
    expect(unknown).toEqual([{ kind: { "9": 1 }, modelState: { "7": 3 } }]);
  });
});
