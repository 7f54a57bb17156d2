import { sessionSource } from "../../log-formats/opencode/source.ts";
import { besideTask } from "../../log-formats/task-folders/discover.ts";
import { documentSource, type SourceFactory } from "../../logs/agent-source.ts";
import { loaded } from "../../logs/lazy-format.ts";
import { discoverKiloLogs, isTaskLog } from "./discover.ts";
import { facts } from "./facts.ts";

const sessions = sessionSource({
  facts,
  discover: discoverKiloLogs,
  format: { revision: 5, load: async () => (await import("./database.ts")).kiloDatabase },
});
const tasks = documentSource({
  facts,
  discover: discoverKiloLogs,
  format: {
    revision: 3,
    beside: besideTask,
    load: async () => (await import("../../log-formats/task-folders/decode.ts")).taskDocuments,
  },
});

/** Kilo Code: OpenCode's databases, and the task folders of the extension before. */
export const kiloCode: SourceFactory<"kilo-code"> = (options) => {
  const [newer, older] = [sessions(options), tasks(options)];
  return {
    ...newer,
    rules: newer.rules + older.rules,
    load: async () => loaded([newer, older]),
    isUnchanged: (log, cursor) => (isTaskLog(log) ? older : newer).isUnchanged(log, cursor),
    isDatabase: (log) => !isTaskLog(log) && newer.isDatabase?.(log) === true,
    read: (log, cursor, asked, apart) =>
      isTaskLog(log) ? older.read(log, cursor, asked) : newer.read(log, cursor, asked, apart),
  };
};
