import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { rooCode } from "../../../src/agents/roo-code/index.ts";
import { copyOf } from "../../support/contract/tree.ts";
import { documentLaws, rewrite } from "../../support/contract/document-laws.ts";
import { inProcess } from "../../support/program/in-process.ts";
import { referenceTasks } from "../../support/reference/task-folders.ts";
import { asked, isOfUsage } from "../../support/reference/wire.ts";
import { sourceContract } from "../../support/contract/source-contract.ts";

const reference = (directory: string) => referenceTasks("roo-code", directory);
documentLaws({ make: rooCode, reference });
sourceContract({
  make: rooCode,
  reference: (directory, evidence) => asked(reference(directory), evidence === true),
  usage: (directory) => reference(directory).filter(isOfUsage),
});

const source = rooCode({ tickMs: 0 });
const extension = ".config/Code/User/globalStorage/rooveterinaryinc.roo-cline";
const tasks = () => copyOf(join(import.meta.dirname, "../../../fixtures/roo-code/tasks/home", extension));

describe("Roo Code", () => {
  it("looks where editors keep what is an extension's, and where the CLI does", () => {
    const paths = source.roots({ home: "/h", vars: {}, platform: "darwin" }).map(({ path }) => path);
    expect(paths).toContain("/h/Library/Application Support/Cursor/User/globalStorage/rooveterinaryinc.roo-cline");
    expect(paths).toContain("/h/.vscode-mock/global-storage");
  });

  it("waits for the item of a task that may be another's, and reads it then", async () => {
    const directory = tasks();
    const id = "019cda00-4444-7000-8000-000000000004";
    const exporter = inProcess(source, [directory]);
    expect((await exporter.run()).join("\n")).not.toContain(id);
    const of = (name: string) => join(directory, "tasks", id, name);
    writeFileSync(of("history_item.json"), JSON.stringify({ id, workspace: "/home/ana/garden" }));
    const lines = await exporter.run();
    expect(lines.map((line) => (JSON.parse(line) as { readonly type: string }).type)).toEqual([
      "agent_session",
      "user_message",
    ]);
    // What was told stays, whatever the item says later.
    writeFileSync(of("history_item.json"), JSON.stringify({ id, workspace: "/home/ana/orchard", status: "completed" }));
    expect(await exporter.run()).toEqual([]);
  });

  it("reads a task whose messages went on without an item", async () => {
    const directory = tasks();
    const path = join(directory, "tasks/019cda00-4444-7000-8000-000000000004/ui_messages.json");
    const exporter = inProcess(source, [directory]);
    await exporter.run();
    const messages = JSON.parse(readFileSync(path, "utf8")) as object[];
    rewrite(path, JSON.stringify([...messages, { ts: 1773216210000, type: "ask", ask: "command", text: "ls" }]));
    expect(await exporter.run()).toHaveLength(3);
    // A copy under another task's id is another task.
    copyFileSync(path, join(directory, "tasks/019cda00-3333-7000-8000-000000000003/ui_messages.json"));
    expect(await exporter.run()).toEqual([expect.stringContaining('"agent_id":"019cda00-3333')]);
  });
});
