import { lineSource } from "../../logs/agent-source.ts";
import { claudeLines } from "../../log-formats/claude-transcript/decode.ts";
import { discoverClaudeLogs } from "./discover.ts";
import { claudeExpiryDays } from "./expiry.ts";
import { facts } from "./facts.ts";

export const claudeCode = lineSource({
  facts,
  discover: discoverClaudeLogs,
  expiryDays: claudeExpiryDays,
  inThreads: true,
  format: claudeLines,
});
