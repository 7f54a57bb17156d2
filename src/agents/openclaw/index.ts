import { databaseSource } from "../../logs/agent-source.ts";
import { discoverOpenClawLogs } from "./discover.ts";
import { facts } from "./facts.ts";

/** OpenClaw: a database an agent. */
export const openClaw = databaseSource({
  facts,
  discover: discoverOpenClawLogs,
  format: { revision: 5, load: async () => (await import("./database.ts")).openClawDatabase },
});
