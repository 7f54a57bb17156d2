import { LineLogs } from "../lines.ts";
import type { Source } from "../source.ts";
import { claudeLines } from "./decode.ts";

const logs = new LineLogs(claudeLines);

/** How transcripts are read, whoever keeps them. */
export const transcripts: Pick<Source, "isUnchanged" | "read" | "inThreads"> = {
  isUnchanged: (log, cursor) => logs.isUnchanged(log, cursor),
  read: (log, cursor, asked) => logs.read(log, cursor, asked),
  inThreads: true,
};
