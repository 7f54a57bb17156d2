import { lineSource } from "../../logs/agent-source.ts";
import { discoverCopilotLogs } from "./discover.ts";
import { facts } from "./facts.ts";

export const copilotCli = lineSource({
  facts,
  discover: discoverCopilotLogs,
  format: { revision: 4, load: async () => (await import("./decode.ts")).copilotLines },
});
