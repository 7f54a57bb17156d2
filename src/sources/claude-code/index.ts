import { lineSource } from "../agent-source.ts";
import { claudeLines } from "./decode.ts";
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
