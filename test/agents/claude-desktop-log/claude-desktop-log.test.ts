import { appendFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { desktopLogLines } from "../../../src/agents/claude-desktop-log/decode.ts";
import { claudeDesktopLog } from "../../../src/agents/claude-desktop-log/index.ts";
import { put } from "../../support/contract/tree.ts";
import { inProcess } from "../../support/program/in-process.ts";
import { sourceContract } from "../../support/contract/source-contract.ts";
import { tempDir } from "../../support/program/temp.ts";
import { referenceDesktopLog } from "./reference.ts";

sourceContract({
  make: claudeDesktopLog,
  reference: referenceDesktopLog,
  lines: { format: desktopLogLines, copy: (log) => `mcp-copy-of-${log}` },
});

interface Line {
  readonly id: string;
}

const linesOf = (lines: readonly string[]) => lines.map((line) => JSON.parse(line) as Line);

describe("a log that is full", () => {
  it("is renamed with what was not read yet, and nothing is lost or named twice", async () => {
    const root = tempDir();
    const log = join(root, "main.log");
    put(log, "2026-11-02 09:30:00 [info] one\n");
    const exporter = inProcess(claudeDesktopLog({ tickMs: 0 }), [root]);
    const first = linesOf(await exporter.run());
    appendFileSync(log, "2026-11-02 09:30:00 [info] one\n2026-11-02 09:30:01 [info] two\n");
    renameSync(log, join(root, "main1.log"));
    put(log, "2026-11-02 09:30:02 [info] three\n");
    const ids = new Set([...first, ...linesOf(await exporter.run())].map(({ id }) => id));
    expect(ids.size).toBe(4);
  });
});

describe("a time without a zone", () => {
  it("gives the same IDs in every zone", async () => {
    const root = tempDir();
    put(join(root, "main.log"), "2026-11-02 09:30:00 [info] one\n");
    const zone = process.env["TZ"];
    const ids: string[] = [];
    try {
      for (const name of ["UTC", "America/New_York", "Asia/Kathmandu"]) {
        process.env["TZ"] = name;
        ids.push(...linesOf(await inProcess(claudeDesktopLog({ tickMs: 0 }), [root]).run()).map(({ id }) => id));
      }
    } finally {
      if (zone === undefined) delete process.env["TZ"];
      else process.env["TZ"] = zone;
    }
    expect(ids).toHaveLength(3);
    expect(new Set(ids).size).toBe(1);
  });
});
