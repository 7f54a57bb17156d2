import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { antigravityLines } from "../../../src/agents/antigravity/decode.ts";
import { antigravity } from "../../../src/agents/antigravity/index.ts";
import { fixturesOf, furtherLogsOf } from "../../support/homes/fixtures.ts";
import { inProcess } from "../../support/program/in-process.ts";
import { eventsOf, linesBelow, put } from "../../support/contract/tree.ts";
import { sourceContract } from "../../support/contract/source-contract.ts";
import { tempDir } from "../../support/program/temp.ts";
import { referenceAntigravity } from "./reference.ts";

const source = antigravity({ tickMs: 0 });

sourceContract({
  make: antigravity,
  reference: referenceAntigravity,
  lines: {
    format: antigravityLines,
    copy: (log) => log.replace(/(?=\.jsonl$)/, "-copy"),
    real: {
      directory: furtherLogsOf("antigravity-synthetic"),
      path: "brain/c1/.system_generated/logs/transcript.jsonl",
    },
  },
});

const fixture = (name: string, app: string) =>
  join(fixturesOf("antigravity").find((each) => each.name === name)?.home ?? "", ".gemini", app);

describe("a transcript whose step is written anew in its place when it has ended", () => {
  it("gives each event once, as if it had been read at the end", async () => {
    const [path = ""] = linesBelow(fixture("session", "antigravity-cli"));
    const lines = readFileSync(join(fixture("session", "antigravity-cli"), path), "utf8").split("\n");
    const running = lines.findIndex((line) => line.includes('"status":"RUNNING"'));
    const root = tempDir();
    const exporter = inProcess(source, [root], "evidence");
    const delivered = new Set<string>();
    put(join(root, path), `${lines.slice(0, running + 1).join("\n")}\n`);
    for (const line of await exporter.run()) delivered.add(line);
    const finished = lines.toSpliced(running, 1);
    writeFileSync(join(root, path), finished.join("\n"));
    for (const line of await exporter.run()) delivered.add(line);
    expect([...delivered].map((line) => JSON.parse(line) as unknown)).toEqual(referenceAntigravity(root, true));
    expect(await exporter.run()).toEqual([]);
  });
});

describe("the task of a sub-agent", () => {
  it("is no prompt and no start, though its transcript says that a user sent it", async () => {
    const events = await eventsOf(source, fixture("nobody", "antigravity"));
    const ofTask = events.filter((event) => event.session_id.endsWith("03"));
    expect(ofTask.map(({ type }) => type)).toEqual(["agent_tool_use"]);
  });
});

describe("what nobody knows yet", () => {
  it("is counted by its name", async () => {
    const unknown: unknown[] = [];
    for (const log of source.discover([{ path: fixture("ugly", "antigravity-cli"), named: true }]).logs)
      for await (const { counts } of source.read(log, undefined)) if (counts.unknown) unknown.push(counts.unknown);
    expect(unknown).toEqual([{ type: { NOTE: 1 }, source: { MOON: 1 }, status: { WAXING: 1 } }]);
  });
});

describe("where Antigravity keeps its conversations", () => {
  it("is below ~/.gemini on every system, a directory a program", () => {
    for (const platform of ["linux", "darwin", "win32"] as const)
      expect(source.roots({ home: "/home/mira", vars: { GEMINI_CLI_HOME: "/data" }, platform })).toEqual(
        ["antigravity", "antigravity-ide", "antigravity-cli"].map((name) => ({
          path: `/home/mira/.gemini/${name}`,
          named: false,
        })),
      );
  });

  it("holds other files, which are no transcripts", () => {
    const root = tempDir();
    const logs = "brain/c1/.system_generated/logs";
    for (const path of [
      `${logs}/transcript.jsonl`,
      `${logs}/transcript_full.jsonl`,
      `${logs}/chunks/transcript/0.jsonl`,
      "brain/c1/transcript.jsonl",
      "brain/c1/.system_generated/tasks/transcript.jsonl",
    ])
      put(join(root, path), "{}\n");
    const found = source.discover([{ path: root, named: true }]).logs.map(({ path }) => path);
    expect(found).toEqual([join(root, logs, "transcript.jsonl")]);
  });
});
