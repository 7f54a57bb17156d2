import { fileSource } from "../../logs/agent-source.ts";
import { discoverAiderLogs } from "./discover.ts";
import { facts } from "./facts.ts";

/** Aider: a history of what was typed a project, read as a whole, since the last entry has no end. */
export const aider = fileSource({
  facts,
  discover: discoverAiderLogs,
  format: { revision: 1, load: async () => (await import("./decode.ts")).aiderHistories },
});
