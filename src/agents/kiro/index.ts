import { documentSource, lineSource, type SourceFactory } from "../../logs/agent-source.ts";
import { loaded } from "../../logs/lazy-format.ts";
import type { Log } from "../../logs/source.ts";
import { isPrintedWithout, isToldAnew, withAbout } from "./about.ts";
import { discoverKiroLogs, isBesideLines } from "./discover.ts";
import { facts } from "./facts.ts";

const lines = lineSource({
  facts,
  discover: discoverKiroLogs,
  format: { revision: 2, load: async () => (await import("./lines.ts")).kiroLines },
});
const turns = documentSource({
  facts,
  discover: discoverKiroLogs,
  format: { revision: 2, load: async () => (await import("./cli/turns.ts")).cliTurns },
});

/** Kiro: sessions in lines, and beside those of the CLI what it keeps of their turns. */
export const kiro: SourceFactory<"kiro"> = (options) => {
  const [ofLines, ofTurns] = [lines(options), turns(options)];
  const sourceOf = (log: Log) => (isBesideLines(log) ? ofTurns : ofLines);
  return {
    ...ofLines,
    rules: ofLines.rules + ofTurns.rules,
    load: async () => loaded([ofLines, ofTurns]),
    isUnchanged: (log, cursor) => !isToldAnew(log, cursor) && sourceOf(log).isUnchanged(log, cursor),
    isUnchangedAsPrinted: (log, cursor) =>
      !isBesideLines(log) && !isPrintedWithout(cursor) && ofLines.isUnchangedAsPrinted?.(log, cursor) === true,
    read(log, cursor, asked) {
      if (isBesideLines(log)) return ofTurns.read(log, cursor, asked);
      const from = isToldAnew(log, cursor) ? undefined : cursor;
      return withAbout(log, from, ofLines.read(log, from, asked));
    },
  };
};
