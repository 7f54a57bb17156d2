import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { qwenLines } from "../../../src/agents/qwen-code/decode.ts";
import { qwenCode } from "../../../src/agents/qwen-code/index.ts";
import { fixturesOf, furtherLogsOf } from "../../support/homes/fixtures.ts";
import { sourceContract } from "../../support/contract/source-contract.ts";
import { referenceQwen, referenceQwenUsage } from "./reference.ts";

const source = qwenCode({ tickMs: 0 });

sourceContract({
  make: qwenCode,
  reference: referenceQwen,
  usage: referenceQwenUsage,
  lines: {
    format: qwenLines,
    copy: (log) => log.replace(/(?=\.jsonl$)/, "-copy"),
    real: { directory: furtherLogsOf("qwen/.qwen"), path: "projects/-w/chats/s1.jsonl" },
  },
});

const fixture = (name: string) => join(fixturesOf("qwen-code").find((each) => each.name === name)?.home ?? "", ".qwen");

describe("what nobody knows yet", () => {
  it("is counted by its name", async () => {
    const unknown: unknown[] = [];
    for (const name of ["programs", "ugly"])
      for (const log of source.discover([{ path: fixture(name), named: true }]).logs)
        for await (const { counts } of source.read(log, undefined)) if (counts.unknown) unknown.push(counts.unknown);
    expect(unknown).toEqual([{ subtype: { moon_message: 1 }, provenance: { moon: 1 } }, { type: { lunar: 1 } }]);
  });
});

describe("where Qwen Code keeps its sessions", () => {
  it("is what $QWEN_RUNTIME_DIR names, else $QWEN_HOME, else ~/.qwen", () => {
    const roots = (vars: Readonly<Record<string, string>>) =>
      source.roots({ home: "/home/noor", vars, platform: "linux" });
    expect(roots({})).toEqual([{ path: "/home/noor/.qwen", named: false }]);
    expect(roots({ QWEN_HOME: "/data/q", QWEN_RUNTIME_DIR: "" })).toEqual([{ path: "/data/q", named: true }]);
    expect(roots({ QWEN_HOME: "/data/q", QWEN_RUNTIME_DIR: "/run/q" })).toEqual([{ path: "/run/q", named: true }]);
  });
});
