import { lineSource } from "../../logs/agent-source.ts";
import { discoverClaudeLogs } from "./discover.ts";
import { claudeExpiryDays } from "./expiry.ts";
import { facts } from "./facts.ts";

export const claudeCode = lineSource({
  facts,
  discover: discoverClaudeLogs,
  expiryDays: claudeExpiryDays,
  inThreads: true,
  format: {
    revision: 4,
    load: async () => (await import("../../log-formats/claude-transcript/decode.ts")).claudeLines,
  },
});
