import { lineSource, type SourceFactory } from "../../logs/agent-source.ts";
import { discoverDroidLogs } from "./discover.ts";
import { facts } from "./facts.ts";
import { withTags } from "./tags.ts";

const lines = lineSource({
  facts,
  discover: discoverDroidLogs,
  format: { revision: 3, load: async () => (await import("./decode.ts")).droidLines },
});

/** Droid: logs of lines, and beside each the settings of its session, which say whether a program began it. */
export const droid: SourceFactory<"droid"> = (options) => {
  const source = lines(options);
  return { ...source, read: (log, cursor, asked) => withTags(log, source.read(log, cursor, asked)) };
};
