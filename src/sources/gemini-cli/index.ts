import { reason } from "../../failure.ts";
import { isSystemError } from "../../lib/system-error.ts";
import { DocumentLogs } from "../documents.ts";
import { LineLogs } from "../lines.ts";
import type { Log, Source } from "../source.ts";
import { discoverGeminiLogs, geminiRoots } from "./discover.ts";
import { geminiDocuments } from "./documents.ts";
import { geminiLines } from "./lines.ts";
import { projectFile, projectOf } from "./project.ts";

export const geminiCli: Source = geminiCliWith({});

/** Gemini CLI, with files whose clocks tick as told. */
export function geminiCliWith(options: { readonly tickMs?: number }): Source {
  const documents = new DocumentLogs(geminiDocuments, options);
  const lines = new LineLogs(geminiLines, options);
  const logsOf = ({ path }: Log) => (path.endsWith(".json") ? documents : lines);
  return {
    agent: "gemini-cli",
    rules: geminiLines.revision + geminiDocuments.revision,
    manifest: "gemini-cli-manifest.json",
    option: { flag: "--gemini-dir", meaning: ".gemini directory; the chats in its tmp/ are read" },
    places: ["tmp"],
    roots: geminiRoots,
    discover: discoverGeminiLogs,
    isUnchanged: (log, cursor) => logsOf(log).isUnchanged(log, cursor),
    async *read(log, cursor, asked) {
      let cwd: string | undefined;
      for await (const batch of logsOf(log).read(log, cursor, asked)) {
        try {
          if (batch.observations.length > 0) cwd ??= projectOf(log);
        } catch (error) {
          if (!isSystemError(error)) throw error;
          const problem = { kind: "unreadable", path: projectFile(log), cause: reason(error) } as const;
          yield { observations: [], problems: [problem], counts: { lines: 0, skipped: {} } };
          return;
        }
        const project = cwd;
        yield project === undefined
          ? batch
          : { ...batch, observations: batch.observations.map((seen) => ({ ...seen, cwd: project })) };
      }
    },
  };
}
