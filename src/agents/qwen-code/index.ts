import { lineSource } from "../../logs/agent-source.ts";
import { discoverQwenLogs } from "./discover.ts";
import { facts } from "./facts.ts";

export const qwenCode = lineSource({
  facts,
  discover: discoverQwenLogs,
  format: { revision: 3, load: async () => (await import("./decode.ts")).qwenLines },
});
