import { databaseSource } from "../../logs/agent-source.ts";
import { discoverCrushLogs } from "./discover.ts";
import { facts } from "./facts.ts";

/** Crush: a database a project. */
export const crush = databaseSource({
  facts,
  discover: discoverCrushLogs,
  format: { revision: 3, load: async () => (await import("./database.ts")).crushDatabase },
});
