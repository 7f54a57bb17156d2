import { sessionSource } from "../../log-formats/opencode/source.ts";
import { discoverOpenCodeLogs } from "./discover.ts";
import { facts } from "./facts.ts";

/** OpenCode: databases, and the tree of sessions of the releases before 1.2. */
export const openCode = sessionSource({
  facts,
  discover: discoverOpenCodeLogs,
  format: { revision: 5, load: async () => (await import("./database.ts")).openCodeDatabase },
});
