import { lineSource } from "../../logs/agent-source.ts";
import { discoverLogs } from "./discover.ts";
import { facts } from "./facts.ts";

/** OpenCode's text logs, beside its databases, which `opencode` reads. */
export const openCodeLog = lineSource({
  facts,
  discover: discoverLogs,
  format: { revision: 1, load: async () => (await import("./decode.ts")).openCodeLogLines },
});
