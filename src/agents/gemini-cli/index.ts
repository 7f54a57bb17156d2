import { documentSource, lineSource, type SourceFactory } from "../../logs/agent-source.ts";
import { loaded } from "../../logs/lazy-format.ts";
import type { Log } from "../../logs/source.ts";
import { discoverGeminiLogs } from "./discover.ts";
import { facts } from "./facts.ts";
import { withProject } from "./project.ts";

const documents = documentSource({
  facts,
  discover: discoverGeminiLogs,
  format: { revision: 4, load: async () => (await import("./documents.ts")).geminiDocuments },
});
const lines = lineSource({
  facts,
  discover: discoverGeminiLogs,
  format: { revision: 4, load: async () => (await import("./lines.ts")).geminiLines },
});

/** Gemini CLI: chats that are documents, and since the spring of 2026 logs of changes. */
export const geminiCli: SourceFactory<"gemini-cli"> = (options) => {
  const [older, newer] = [documents(options), lines(options)];
  const sourceOf = ({ path }: Log) => (path.endsWith(".json") ? older : newer);
  return {
    ...newer,
    rules: older.rules + newer.rules,
    load: async () => loaded([older, newer]),
    isUnchanged: (log, cursor) => sourceOf(log).isUnchanged(log, cursor),
    read: (log, cursor, asked) => withProject(log, sourceOf(log).read(log, cursor, asked)),
  };
};
