import { lineSource } from "../../logs/agent-source.ts";
import { discoverLogs } from "./discover.ts";
import { facts } from "./facts.ts";

/** Claude Desktop's text logs, beside the sessions of Cowork, which `claude-desktop` reads. */
export const claudeDesktopLog = lineSource({
  facts,
  discover: discoverLogs,
  format: { revision: 1, load: async () => (await import("./decode.ts")).desktopLogLines },
});
