import { lineSource } from "../../logs/agent-source.ts";
import { discoverAntigravityLogs } from "./discover.ts";
import { facts } from "./facts.ts";

/** Antigravity: the transcript of each conversation, a line a step. */
export const antigravity = lineSource({
  facts,
  discover: discoverAntigravityLogs,
  format: { revision: 1, load: async () => (await import("./decode.ts")).antigravityLines },
});
