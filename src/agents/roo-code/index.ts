import { besideTask } from "../../log-formats/task-folders/discover.ts";
import { documentSource } from "../../logs/agent-source.ts";
import { discoverRooLogs } from "./discover.ts";
import { facts } from "./facts.ts";

/** Roo Code: task folders. */
export const rooCode = documentSource({
  facts,
  discover: discoverRooLogs,
  format: {
    revision: 3,
    beside: besideTask,
    load: async () => (await import("../../log-formats/task-folders/decode.ts")).taskDocuments,
  },
});
