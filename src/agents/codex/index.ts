import { lineSource } from "../../logs/agent-source.ts";
import { discoverRollouts } from "./discover.ts";
import { facts } from "./facts.ts";

export const codex = lineSource({
  facts,
  discover: discoverRollouts,
  inThreads: true,
  format: { revision: 4, load: async () => (await import("./decode.ts")).codexLines },
});
