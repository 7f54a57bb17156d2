import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openCodeLogLines } from "../../../src/agents/opencode-log/decode.ts";
import { openCodeLog } from "../../../src/agents/opencode-log/index.ts";
import { put } from "../../support/contract/tree.ts";
import { inProcess } from "../../support/program/in-process.ts";
import { sourceContract } from "../../support/contract/source-contract.ts";
import { tempDir } from "../../support/program/temp.ts";
import { referenceOpenCodeLog } from "./reference.ts";

sourceContract({
  make: openCodeLog,
  reference: referenceOpenCodeLog,
  lines: {
    format: openCodeLogLines,
    copy: (log) => log.replace(/(?=\.log$)/, "-copy"),
  },
});

const LINE = "INFO  2026-03-02T09:15:00 +0ms service=bus publishing\n";
const idsOf = (lines: readonly string[]) => lines.map((line) => (JSON.parse(line) as { id: string }).id);

describe("identical lines of a log", () => {
  it("are told apart by how many stood before, also when a run stopped between them", async () => {
    const root = tempDir();
    const log = join(root, "log/a.log");
    put(log, LINE.repeat(2));
    const exporter = inProcess(openCodeLog({ tickMs: 0 }), [root]);
    const first = idsOf(await exporter.run());
    writeFileSync(log, LINE.repeat(4));
    const more = idsOf(await exporter.run());
    expect(new Set([...first, ...more]).size).toBe(4);
    expect(more.map((id) => id.split(".").at(-1))).toEqual(["2", "3"]);
  });

  it("have the same IDs after the log was renamed, and after it was cut and written anew", async () => {
    const root = tempDir();
    const log = join(root, "log/a.log");
    put(log, LINE.repeat(3));
    const exporter = inProcess(openCodeLog({ tickMs: 0 }), [root]);
    const first = idsOf(await exporter.run());
    renameSync(log, join(root, "log/b.log"));
    put(log, LINE.replace(":00 ", ":01 "));
    const again = idsOf(await exporter.run());
    expect(again.slice(1)).toEqual(first);
    writeFileSync(log, LINE);
    expect(idsOf(await exporter.run())).toEqual([first[0]]);
  });
});

describe("names in a line", () => {
  it("are cut by code points, so that no letter falls apart", async () => {
    const root = tempDir();
    put(join(root, "log/a.log"), `INFO  2026-03-02T09:15:00 +0ms service=${"🌱".repeat(300)} grown\n`);
    const [line = "{}"] = await inProcess(openCodeLog({ tickMs: 0 }), [root]).run();
    expect((JSON.parse(line) as { service: string }).service).toBe("🌱".repeat(256));
  });
});
