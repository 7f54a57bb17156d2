import { DocumentLogs } from "../documents.ts";
import { LineLogs } from "../lines.ts";
import type { Batch, Cursor, Log, Source } from "../source.ts";
import { discoverGeminiLogs, geminiRoots } from "./discover.ts";
import { geminiDocuments } from "./documents.ts";
import { geminiLines } from "./lines.ts";
import { projectOf } from "./project.ts";

const documents = new DocumentLogs(geminiDocuments);
const lines = new LineLogs(geminiLines);

export const geminiCli: Source = {
  agent: "gemini-cli",
  manifest: "gemini-cli-manifest.json",
  option: { flag: "--gemini-dir", meaning: ".gemini directory; the chats in its tmp/ are read" },
  roots: geminiRoots,
  discover: discoverGeminiLogs,
  isUnchanged: (log, cursor) => logsOf(log).isUnchanged(log, cursor),
  read,
};

function logsOf({ path }: Log): DocumentLogs | LineLogs {
  return path.endsWith(".json") ? documents : lines;
}

async function* read(log: Log, cursor: Cursor | undefined): AsyncGenerator<Batch, void, undefined> {
  let cwd: string | undefined;
  for await (const batch of logsOf(log).read(log, cursor)) {
    if (batch.observations.length > 0) cwd ??= projectOf(log);
    const project = cwd;
    yield project === undefined
      ? batch
      : { ...batch, observations: batch.observations.map((seen) => ({ ...seen, cwd: project })) };
  }
}
