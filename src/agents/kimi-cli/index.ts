import { lineSource, type SourceFactory } from "../../logs/agent-source.ts";
import { discoverKimiLogs } from "./discover.ts";
import { facts } from "./facts.ts";
import { withProject } from "./project.ts";

const lines = lineSource({
  facts,
  discover: discoverKimiLogs,
  format: { revision: 3, load: async () => (await import("./decode.ts")).kimiLines },
});

/** Kimi CLI: logs of what went over its wire, in directories named by the hash of their project's path. */
export const kimiCli: SourceFactory<"kimi-cli"> = (options) => {
  const source = lines(options);
  return { ...source, read: (log, cursor, asked) => withProject(log, source.read(log, cursor, asked)) };
};
