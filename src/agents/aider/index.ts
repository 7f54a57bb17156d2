import { documentSource } from "../../logs/agent-source.ts";
import { besideHistory, discoverAiderLogs } from "./discover.ts";
import { facts } from "./facts.ts";

/** Aider: a history of what was typed a project, read as a whole, since the last entry has no end. */
export const aider = documentSource({
  facts,
  discover: discoverAiderLogs,
  format: { revision: 2, beside: besideHistory, load: async () => (await import("./decode.ts")).aiderHistories },
});
