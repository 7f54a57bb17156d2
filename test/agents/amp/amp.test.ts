import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { amp } from "../../../src/agents/amp/index.ts";
import { put } from "../../support/contract/tree.ts";
import { documentLaws, rewrite } from "../../support/contract/document-laws.ts";
import { fixturesOf } from "../../support/homes/fixtures.ts";
import { inProcess } from "../../support/program/in-process.ts";
import { sourceContract } from "../../support/contract/source-contract.ts";
import { tempDir } from "../../support/program/temp.ts";
import { referenceAmp, referenceAmpUsage } from "./reference.ts";

documentLaws({ make: amp, reference: (directory) => referenceAmp(directory, true), usage: referenceAmpUsage });
sourceContract({ make: amp, reference: referenceAmp, usage: referenceAmpUsage });

const source = amp({ tickMs: 0 });

describe("a message that is still streaming", () => {
  it("gives its tools once, with the time that it has in the end", async () => {
    const directory = tempDir();
    const path = join(directory, "threads/T-1.json");
    const prompt = {
      role: "user",
      messageId: 0,
      meta: { sentAt: 1772614800000 },
      content: [{ type: "text", text: "x" }],
    };
    const answer = { role: "assistant", messageId: 1, content: [{ type: "tool_use", id: "call_0", name: "Bash" }] };
    const thread = (...messages: readonly object[]) => JSON.stringify({ id: "T-1", created: 1772614700000, messages });
    put(path, thread(prompt, { ...answer, state: { type: "streaming" } }));
    const exporter = inProcess(source, [directory]);
    expect(await exporter.run()).toHaveLength(2);
    const usage = { timestamp: "2026-03-04T09:00:07.000Z" };
    rewrite(path, thread(prompt, { ...answer, state: { type: "complete", stopReason: "tool_use" }, usage }));
    expect(await exporter.run()).toEqual([expect.stringContaining(":2026-03-04T09:00:07.000Z:T-1.1-0")]);
  });
});

describe("a state that is not known", () => {
  it("is counted by its name", async () => {
    const home = fixturesOf("amp").find(({ name }) => name === "damaged")?.home ?? "";
    const unknown: unknown[] = [];
    for (const log of source.discover([{ path: join(home, ".local/share/amp"), named: true }]).logs)
      for await (const { counts } of source.read(log, undefined)) if (counts.unknown) unknown.push(counts.unknown);
    expect(unknown).toEqual([{ "state.type": { sealed: 1 } }]);
  });
});

describe("where Amp keeps its threads", () => {
  it("is below the XDG data directory, on every system", () => {
    for (const platform of ["linux", "darwin", "win32"] as const)
      expect(source.roots({ home: "/h", vars: {}, platform })).toEqual([
        { path: join("/h", ".local", "share", "amp"), named: false },
      ]);
    const vars = { XDG_DATA_HOME: "/data" };
    expect(source.roots({ home: "/h", vars, platform: "linux" })).toEqual([
      { path: join("/data", "amp"), named: false },
    ]);
  });
});
