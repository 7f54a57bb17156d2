import { lineSource } from "../../logs/agent-source.ts";
import { discoverPiLogs } from "./discover.ts";
import { facts } from "./facts.ts";

export const pi = lineSource({
  facts,
  discover: discoverPiLogs,
  format: { revision: 4, load: async () => (await import("./decode.ts")).piLines },
});
