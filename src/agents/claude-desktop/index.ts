import { lineSource } from "../../logs/agent-source.ts";
import { discoverDesktopLogs } from "./discover.ts";
import { facts } from "./facts.ts";

/** Claude Desktop: the sessions of Cowork, whose transcripts are Claude Code's. */
export const claudeDesktop = lineSource({
  facts,
  discover: discoverDesktopLogs,
  inThreads: true,
  format: {
    revision: 4,
    load: async () => (await import("../../log-formats/claude-transcript/decode.ts")).claudeLines,
  },
});
