import { documentSource } from "../../logs/agent-source.ts";
import { discoverAmpLogs } from "./discover.ts";
import { facts } from "./facts.ts";

/** Amp: a document a thread. */
export const amp = documentSource({
  facts,
  discover: discoverAmpLogs,
  format: { revision: 2, load: async () => (await import("./decode.ts")).ampThreads },
});
