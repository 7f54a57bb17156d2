import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { droidLines } from "../../../src/agents/droid/decode.ts";
import { droid } from "../../../src/agents/droid/index.ts";
import { fixturesOf, furtherLogsOf } from "../../support/homes/fixtures.ts";
import { inProcess } from "../../support/program/in-process.ts";
import { put } from "../../support/contract/tree.ts";
import { sourceContract } from "../../support/contract/source-contract.ts";
import { tempDir } from "../../support/program/temp.ts";
import { referenceDroid } from "./reference.ts";

const source = droid({ tickMs: 0 });

sourceContract({
  make: droid,
  reference: referenceDroid,
  lines: {
    format: droidLines,
    copy: (log) => log.replace(/(?=\.jsonl$)/, "-copy"),
    real: { directory: furtherLogsOf("droid/.factory"), path: "sessions/-w/s1.jsonl" },
  },
});

const fixture = (name: string) => join(fixturesOf("droid").find((each) => each.name === name)?.home ?? "", ".factory");

describe("a session whose title changes while it grows", () => {
  it("gives nothing anew but what was appended, each event under its ID", async () => {
    const path = "sessions/-home-mira-pantry/5f0c1e2a-7b34-4d1e-9a10-000000000001.jsonl";
    const lines = readFileSync(join(fixture("session"), path), "utf8").split("\n");
    const root = tempDir();
    const exporter = inProcess(source, [root]);
    const delivered = new Set<string>();
    // Droid writes the whole file anew, with another first line.
    for (const [title, length] of [
      ["Count", 4],
      ["Count the jars of plums", 9],
      ["Jars", lines.length],
    ] as const) {
      const head = JSON.stringify({ ...(JSON.parse(lines[0] ?? "") as object), title });
      put(join(root, path), [head, ...lines.slice(1, length)].join("\n") + (length < lines.length ? "\n" : ""));
      for (const line of await exporter.run()) delivered.add(line);
    }
    expect([...delivered].map((line) => JSON.parse(line) as unknown)).toEqual(referenceDroid(root));
  });
});

describe("the settings of a session", () => {
  it("say who wrote its prompts, however often they are written anew", async () => {
    const root = tempDir();
    const session = join(root, "sessions/-w/s1");
    const line = (id: string, minute: number) =>
      `${JSON.stringify({
        type: "message",
        id,
        timestamp: `2026-10-05T10:0${minute}:00.000Z`,
        message: { role: "user", content: "x" },
      })}\n`;
    put(`${session}.settings.json`, JSON.stringify({ tags: [{ name: "exec" }] }));
    put(`${session}.jsonl`, line("a", 1));
    const exporter = inProcess(source, [root]);
    const first = await exporter.run();
    writeFileSync(`${session}.settings.json`, JSON.stringify({ model: "m", tags: [{ name: "exec" }] }));
    expect(await exporter.run()).toEqual([]);
    put(`${session}.jsonl`, line("a", 1) + line("b", 2));
    const second = await exporter.run();
    const automated = [...first, ...second].map((each) => (JSON.parse(each) as { automated?: true }).automated);
    expect(automated).toEqual([undefined, true, true]);
  });
});

describe("the session of a sub-agent by its tags", () => {
  it("has no prompts and no start, and its tools are told", async () => {
    const root = tempDir();
    const message = (id: string, role: string, content: readonly object[]) =>
      `${JSON.stringify({ type: "message", id, timestamp: "2026-10-05T10:00:00.000Z", message: { role, content } })}\n`;
    const use = { type: "tool_use", id: "toolu_1", name: "Create", input: { file_path: "shelf.md" } };
    put(join(root, "sessions/-w/s1.settings.json"), JSON.stringify({ tags: [{ name: "mission-worker" }] }));
    put(
      join(root, "sessions/-w/s1.jsonl"),
      message("a", "user", [{ type: "text", text: "Feature 3." }]) + message("b", "assistant", [use]),
    );
    const lines = await inProcess(source, [root]).run();
    expect(lines.map((line) => (JSON.parse(line) as { readonly id: string }).id)).toEqual([
      "remote.agent:agent_tool_use:2026-10-05T10:00:00.000Z:b-0",
    ]);
  });
});

describe("what nobody knows yet", () => {
  it("is counted by its name", async () => {
    const unknown: unknown[] = [];
    for (const name of ["programs", "ugly"])
      for (const log of source.discover([{ path: fixture(name), named: true }]).logs)
        for await (const { counts } of source.read(log, undefined)) if (counts.unknown) unknown.push(counts.unknown);
    expect(unknown).toEqual([{ userMessageSource: { moon: 1 } }, { type: { lunar_state: 1 } }]);
  });
});

describe("where Droid keeps its sessions", () => {
  it("is ~/.factory, or .factory in what $FACTORY_HOME_OVERRIDE names", () => {
    const environment = { home: "/home/mira", vars: {}, platform: "linux" } as const;
    expect(source.roots(environment)).toEqual([{ path: "/home/mira/.factory", named: false }]);
    const named = source.roots({ ...environment, vars: { FACTORY_HOME_OVERRIDE: "/data" } });
    expect(named).toEqual([{ path: "/data/.factory", named: true }]);
  });
});
