import { DatabaseLogs } from "../databases.ts";
import { DocumentLogs } from "../documents.ts";
import type { Apart, Asked, Batch, Cursor, Log, Source } from "../source.ts";
import { notInDatabases } from "./covered.ts";
import { openCodeDatabase } from "./database.ts";
import { discoverOpenCodeLogs, openCodeRoots } from "./discover.ts";
import { openCodeStorage } from "./storage.ts";

const databases = new DatabaseLogs(openCodeDatabase);
const storage = new DocumentLogs(openCodeStorage);

export const openCode: Source = {
  agent: "opencode",
  rules: openCodeDatabase.revision + openCodeStorage.revision,
  manifest: "opencode-manifest.json",
  option: { flag: "--opencode-dir", meaning: "data directory of OpenCode; its databases and storage/ are read" },
  places: ["opencode.db", "storage"],
  roots: openCodeRoots,
  discover(roots) {
    readToEnd.clear();
    return discoverOpenCodeLogs(roots);
  },
  isUnchanged(log, cursor) {
    if (isSession(log)) return storage.isUnchanged(log, cursor);
    const isUnchanged = databases.isUnchanged(log, cursor);
    if (isUnchanged) readToEnd.add(log.path);
    return isUnchanged;
  },
  isDatabase: (log) => !isSession(log),
  read: (log, cursor, asked, apart) =>
    isSession(log) ? notInDatabases(storage.read(log, cursor), readToEnd) : readDatabase(log, cursor, asked, apart),
};

/** The databases of which this run has nothing more to read: they come before the tree, which may repeat them. */
const readToEnd = new Set<string>();

async function* readDatabase(
  log: Log,
  cursor: Cursor | undefined,
  asked?: Asked,
  apart: Apart = (log, cursor) => databases.read(log, cursor),
): AsyncGenerator<Batch, void, undefined> {
  readToEnd.delete(log.path);
  let isWhole = true;
  for await (const batch of apart(log, cursor, asked)) {
    isWhole &&= batch.problems.every(({ kind }) => kind !== "unreadable" && kind !== "unknown-format");
    yield batch;
  }
  if (isWhole) readToEnd.add(log.path);
}

/** Whether a log is a session of the tree: its path has a project above it, a database's has not. */
function isSession({ below }: Log): boolean {
  return below.length > 1;
}
