import { DatabaseLogs } from "../databases.ts";
import { DocumentLogs } from "../documents.ts";
import type { Log, Source } from "../source.ts";
import { openCodeDatabase } from "./database.ts";
import { discoverOpenCodeLogs, openCodeRoots } from "./discover.ts";
import { openCodeStorage } from "./storage.ts";

const databases = new DatabaseLogs(openCodeDatabase);
const storage = new DocumentLogs(openCodeStorage);

export const openCode: Source = {
  agent: "opencode",
  manifest: "opencode-manifest.json",
  option: { flag: "--opencode-dir", meaning: "data directory of OpenCode; its databases and storage/ are read" },
  roots: openCodeRoots,
  discover: discoverOpenCodeLogs,
  isUnchanged: (log, cursor) => logsOf(log).isUnchanged(log, cursor),
  read: (log, cursor) => logsOf(log).read(log, cursor),
};

function logsOf({ path }: Log): DatabaseLogs | DocumentLogs {
  return path.endsWith(".json") ? storage : databases;
}
