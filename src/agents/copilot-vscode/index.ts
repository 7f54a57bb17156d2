import { documentSource, lineSource, type SourceFactory } from "../../logs/agent-source.ts";
import { workspaceFolder } from "../../log-formats/vscode/workspace.ts";
import { withSideFile } from "../../logs/with-side-file.ts";
import { loaded } from "../../logs/lazy-format.ts";
import type { Log } from "../../logs/source.ts";
import { discoverVsCodeChats, isLogOfChanges, workspaceOf } from "./discover.ts";
import { facts } from "./facts.ts";

const documents = documentSource({
  facts,
  discover: discoverVsCodeChats,
  format: { revision: 3, load: async () => (await import("./documents.ts")).chatDocuments },
});
const lines = lineSource({
  facts,
  discover: discoverVsCodeChats,
  format: { revision: 3, load: async () => (await import("./lines.ts")).chatLines },
});

/** The chat of VS Code and its forks: sessions that are documents, and since January 2026 logs of changes. */
export const copilotVsCode: SourceFactory<"copilot-vscode"> = (options) => {
  const [older, newer] = [documents(options), lines(options)];
  const sourceOf = (log: Log) => (isLogOfChanges(log) ? newer : older);
  return {
    ...newer,
    rules: older.rules + newer.rules,
    load: async () => loaded([older, newer]),
    isUnchanged: (log, cursor) => sourceOf(log).isUnchanged(log, cursor),
    read(log, cursor, asked) {
      const workspace = workspaceOf(log);
      const batches = sourceOf(log).read(log, cursor, asked);
      return workspace === undefined ? batches : withSideFile(batches, workspaceFolder(workspace));
    },
  };
};
