import { appendFileSync, cpSync, globSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { belowOf } from "../../../src/logs/files/below.ts";
import { claudeLines } from "../../../src/log-formats/claude-transcript/decode.ts";
import { claudeCode } from "../../../src/agents/claude-code/index.ts";
import { claudeDesktop } from "../../../src/agents/claude-desktop/index.ts";
import { corpusOf } from "../../support/homes/fixtures.ts";
import { inProcess } from "../../support/program/in-process.ts";
import { referenceTree } from "../claude-code/reference.ts";
import { put } from "../../support/contract/tree.ts";
import { sourceContract } from "../../support/contract/source-contract.ts";
import { tempDir } from "../../support/program/temp.ts";

const SESSION = "local-agent-mode-sessions/o/a/local_1";
const renamed = (line: string) => line.replace('"agent":"claude-code"', '"agent":"claude-desktop"');

const source = claudeDesktop();

sourceContract({
  make: claudeDesktop,
  reference: (directory, evidence = false) => {
    const sessions = globSync("local-agent-mode-sessions/*/*/local_*/.claude", { cwd: directory });
    const { events } = referenceTree(
      sessions.map((session) => join(directory, session)),
      { evidence },
    );
    return events.map((event) => ({ ...event, agent: "claude-desktop" }));
  },
  lines: { format: claudeLines, copy: (log) => log.replace(/local_\w+/, "$&c") },
});

describe("Claude Desktop", () => {
  const corpus = corpusOf("claude-code");
  it.skipIf(corpus === undefined)(
    "gives of a session's Claude directory what the reference decoder gives",
    async () => {
      const directory = tempDir();
      cpSync(corpus ?? "", join(directory, SESSION, ".claude"), { recursive: true });
      const expected = referenceTree([corpus ?? ""]).events.map((event) => renamed(JSON.stringify(event)));
      expect(await inProcess(source, [directory]).run()).toEqual(expected);
    },
  );

  it("gives the same IDs as Claude Code, so that a transcript that both keep counts once", async () => {
    const directory = tempDir();
    const claude = join(import.meta.dirname, "../../../fixtures/claude-code/sub-agents/home/.claude");
    cpSync(claude, join(directory, SESSION, ".claude"), { recursive: true });
    const lines = await inProcess(claudeCode(), [claude]).run();
    expect(lines.length).toBeGreaterThan(0);
    expect(await inProcess(source, [directory]).run()).toEqual(lines.map(renamed));
  });

  it("reads what is appended, once", async () => {
    const directory = tempDir();
    cpSync(join(import.meta.dirname, "../../../fixtures/claude-desktop/cowork/home/.config/Claude"), directory, {
      recursive: true,
    });
    const exporter = inProcess(source, [directory]);
    expect(await exporter.run()).toHaveLength(4);
    expect(await exporter.run()).toEqual([]);
    const [log] = source.discover([{ path: directory, named: true }]).logs;
    const record = {
      type: "user",
      uuid: "u9",
      sessionId: "s9",
      timestamp: "2026-04-20T09:10:00Z",
      message: { role: "user", content: "dig" },
    };
    appendFileSync(log?.path ?? "", `${JSON.stringify(record)}\n`);
    expect(await exporter.run()).toHaveLength(2);
  });

  it("knows a session's directory by its short name, too", () => {
    const directory = tempDir();
    const chat = ".claude/projects/session/c.jsonl";
    const account = "local-agent-mode-sessions/6f1a0000/7b2c0000";
    for (const session of ["11110000", "agent/11110001", "agent/local_ditto_7b2c0000_g1", "local_1"])
      put(join(directory, account, session, chat), "");
    for (const other of ["11110002/outputs", "1111000", "agent", "x/11110003", "spaces/11110004"])
      put(join(directory, account, other, chat), "");
    const { logs } = source.discover([{ path: directory, named: true }]);
    expect(logs.map(({ path }) => path.slice(join(directory, account).length + 1, -chat.length - 1))).toEqual([
      "11110000",
      "agent/11110001",
      "agent/local_ditto_7b2c0000_g1",
      "local_1",
    ]);
    expect(logs.map(belowOf)).toEqual(logs.map(() => ["session", "c.jsonl"]));
  });

  it("is found where each system keeps it", () => {
    const roots = (platform: NodeJS.Platform, vars: Record<string, string> = {}) =>
      source.roots({ home: "/home/ana", vars, platform }).map(({ path }) => path);
    expect(roots("linux")).toEqual(["/home/ana/.config/Claude", "/home/ana/.config/Claude-3p"]);
    expect(roots("linux", { XDG_CONFIG_HOME: "/x" })).toEqual(["/x/Claude", "/x/Claude-3p"]);
    const support = "/home/ana/Library/Application Support";
    expect(roots("darwin")).toEqual([`${support}/Claude`, `${support}/Claude-3p`]);
    expect(roots("win32", { APPDATA: "/r", LOCALAPPDATA: "/l" })).toEqual([
      "/r/Claude",
      "/l/Packages/Claude_pzs8sxrjxfjjc/LocalCache/Roaming/Claude",
      "/l/Claude-Data",
      "/l/Claude-Data/claude_pzs8sxrjxfjjc",
      "/l/Claude-3p",
    ]);
  });
});
