import { createHash } from "node:crypto";
import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { kimiLines } from "../../../src/agents/kimi-cli/decode.ts";
import { kimiCli } from "../../../src/agents/kimi-cli/index.ts";
import { fixturesOf, furtherLogsOf } from "../../support/homes/fixtures.ts";
import { inProcess } from "../../support/program/in-process.ts";
import { linesBelow, put } from "../../support/contract/tree.ts";
import { sourceContract } from "../../support/contract/source-contract.ts";
import { tempDir } from "../../support/program/temp.ts";
import { referenceKimi, referenceKimiUsage } from "./reference.ts";

const source = kimiCli({ tickMs: 0 });

sourceContract({
  make: kimiCli,
  reference: referenceKimi,
  usage: referenceKimiUsage,
  lines: {
    format: kimiLines,
    copy: (log) => log.replace(/(?=\/wire\.jsonl$)/, "-copy"),
    real: { directory: furtherLogsOf("kimi/.kimi"), path: "sessions/f6ed3c54e94462c7633c230306c0a521/s1/wire.jsonl" },
  },
});

const fixture = (name: string) => join(fixturesOf("kimi-cli").find((each) => each.name === name)?.home ?? "", ".kimi");
const idsOf = (lines: readonly string[]) => lines.map((line) => (JSON.parse(line) as { readonly id: string }).id);

describe("a fork", () => {
  it("gives what it copied the IDs of the originals, whichever of the two is read first", async () => {
    const logs = linesBelow(fixture("forks"));
    const [first = [], second = []] = await Promise.all(
      logs.map(async (path) => {
        const alone = tempDir();
        put(join(alone, path), readFileSync(join(fixture("forks"), path)));
        return idsOf(await inProcess(source, [alone]).run());
      }),
    );
    const both = first.filter((id) => second.includes(id)).map((id) => id.split(":")[1]);
    expect(both).toEqual(["user_message", "agent_tool_use", "agent_turn"]);
  });
});

describe("a prompt that failed before its first step", () => {
  it("makes no program of the person who goes on, and hides none of his turns", async () => {
    const root = tempDir();
    const hour = (at: number, type: string, payload = {}) =>
      `${JSON.stringify({ timestamp: 1790100000.25 + at * 3600, message: { type, payload } })}\n`;
    const turns = [1, 2, 3].flatMap((at) => [
      hour(at, "TurnBegin", { user_input: "Grind." }),
      hour(at + 0.001, "StepBegin", { n: 1 }),
      hour(at + 0.01, "TurnEnd"),
    ]);
    const lines = [hour(0, "TurnBegin", { user_input: "Grind." }), ...turns];
    put(join(root, "sessions", "f6ed3c54e94462c7633c230306c0a521", "s1/wire.jsonl"), lines.join(""));
    const events = (await inProcess(source, [root]).run()).map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(events.map((event) => event["automated"])).not.toContain(true);
    expect(events.filter(({ type }) => type === "agent_turn").map((event) => event["duration_ms"])).toEqual([
      36_000, 36_000, 36_000,
    ]);
  });
});

describe("the list of projects", () => {
  it("gives a session its directory, however it is written anew while the session grows", async () => {
    const root = tempDir();
    const path = "/home/lena/mill";
    const list = (...others: readonly string[]) =>
      put(join(root, "kimi.json"), JSON.stringify({ work_dirs: [...others, path].map((each) => ({ path: each })) }));
    const wire = join(root, "sessions", createHash("md5").update(path).digest("hex"), "s1/wire.jsonl");
    const line = (timestamp: number) =>
      `${JSON.stringify({ timestamp, message: { type: "TurnBegin", payload: { user_input: "Grind." } } })}\n`;
    const exporter = inProcess(source, [root]);
    list();
    put(wire, line(1790100000.25));
    const lines = [...(await exporter.run())];
    list("/home/lena", "/home/lena/barn");
    expect(await exporter.run()).toEqual([]);
    appendFileSync(wire, line(1790100060.5));
    lines.push(...(await exporter.run()));
    expect(lines.map((each) => (JSON.parse(each) as { readonly cwd?: string }).cwd)).toEqual([path, path, path]);
  });
});

describe("what nobody knows yet", () => {
  it("is counted by its name", async () => {
    const unknown: unknown[] = [];
    for (const log of source.discover([{ path: fixture("ugly"), named: true }]).logs)
      for await (const { counts } of source.read(log, undefined)) if (counts.unknown) unknown.push(counts.unknown);
    expect(unknown).toEqual([{ type: { Lunar: 1 } }]);
  });
});

describe("where Kimi CLI keeps its sessions", () => {
  it("is ~/.kimi, or what $KIMI_SHARE_DIR names", () => {
    const environment = { home: "/home/lena", vars: {}, platform: "linux" } as const;
    expect(source.roots(environment)).toEqual([{ path: "/home/lena/.kimi", named: false }]);
    const named = source.roots({ ...environment, vars: { KIMI_SHARE_DIR: "/data/kimi" } });
    expect(named).toEqual([{ path: "/data/kimi", named: true }]);
  });
});
