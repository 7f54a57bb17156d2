import { LineLogs } from "../lines.ts";
import type { Source } from "../source.ts";
import { claudeLines } from "./decode.ts";
import { fastClaudeLogs } from "./fast.ts";

const plain = new LineLogs(claudeLines);
let fast: LineLogs | undefined;

/** How transcripts are read, whoever keeps them. The scanner is not started before there is something to read. */
export const transcripts: Pick<Source, "isUnchanged" | "read" | "inThreads"> = {
  isUnchanged: (log, cursor) => plain.isUnchanged(log, cursor),
  read: (log, cursor) => (fast ??= fastClaudeLogs()).read(log, cursor),
  inThreads: true,
};
