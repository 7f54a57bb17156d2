import { databaseSource } from "../../logs/agent-source.ts";
import { discoverGooseLogs } from "./discover.ts";
import { facts } from "./facts.ts";

/** Goose: one database for the program in the terminal and the one on the desktop. */
export const goose = databaseSource({
  facts,
  discover: discoverGooseLogs,
  format: { revision: 3, load: async () => (await import("./database.ts")).gooseDatabase },
});
