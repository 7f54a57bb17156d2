import { databaseSource } from "../../logs/agent-source.ts";
import { discoverCursorLogs } from "./discover.ts";
import { facts } from "./facts.ts";

export const cursor = databaseSource({
  facts,
  discover: discoverCursorLogs,
  format: { revision: 1, load: async () => (await import("./database.ts")).cursorDatabase },
});
