import { databaseSource } from "../../logs/agent-source.ts";
import { discoverZedLogs } from "./discover.ts";
import { facts } from "./facts.ts";

/** Zed's own agent: one database, a row a thread. */
export const zed = databaseSource({
  facts,
  discover: discoverZedLogs,
  format: { revision: 1, load: async () => (await import("./database.ts")).zedDatabase },
});
