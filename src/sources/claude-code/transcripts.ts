import { LineLogs } from "../lines.ts";
import type { Source } from "../source.ts";
import { claudeLines } from "./decode.ts";
import { fastClaudeLogs } from "./fast.ts";

const plain = new LineLogs(claudeLines);
const fast: { core?: LineLogs; evidence?: LineLogs } = {};

/** How transcripts are read, whoever keeps them. The scanner is not started before there is something to read. */
export const transcripts: Pick<Source, "isUnchanged" | "read" | "inThreads"> = {
  isUnchanged: (log, cursor) => plain.isUnchanged(log, cursor),
  read: (log, cursor, asked = {}) => {
    const reader = (fast[asked.evidence === true ? "evidence" : "core"] ??= fastClaudeLogs(asked));
    return reader.read(log, cursor, asked);
  },
  inThreads: true,
};
