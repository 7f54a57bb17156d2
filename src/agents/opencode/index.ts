import { databaseSource, documentSource, type SourceFactory } from "../../logs/agent-source.ts";
import type { Batch, Log } from "../../logs/source.ts";
import { notInDatabases } from "./v1/covered.ts";
import { openCodeDatabase } from "./database.ts";
import { discoverOpenCodeLogs } from "./discover.ts";
import { facts } from "./facts.ts";
import { openCodeStorage } from "./v1/storage.ts";

const databases = databaseSource({ facts, discover: discoverOpenCodeLogs, format: openCodeDatabase });
const sessions = documentSource({ facts, discover: discoverOpenCodeLogs, format: openCodeStorage });

/** OpenCode: databases, and the tree of sessions of the releases before 1.2. */
export const openCode: SourceFactory<"opencode"> = (options) => {
  const [database, tree] = [databases(options), sessions(options)];
  /** The databases of which this run has nothing more to read: they come before the tree, which may repeat them. */
  const readToEnd = new Set<string>();

  async function* readDatabase(
    { path }: Log,
    batches: AsyncIterable<Batch> | Iterable<Batch>,
  ): AsyncGenerator<Batch, void, undefined> {
    readToEnd.delete(path);
    let isWhole = true;
    for await (const batch of batches) {
      isWhole &&= batch.problems.every(({ kind }) => kind !== "unreadable" && kind !== "unknown-format");
      yield batch;
    }
    if (isWhole) readToEnd.add(path);
  }

  return {
    ...database,
    rules: database.rules + tree.rules,
    discover(roots) {
      readToEnd.clear();
      return database.discover(roots);
    },
    isUnchanged(log, cursor) {
      if (isSession(log)) return tree.isUnchanged(log, cursor);
      const isUnchanged = database.isUnchanged(log, cursor);
      if (isUnchanged) readToEnd.add(log.path);
      return isUnchanged;
    },
    isDatabase: (log) => !isSession(log),
    read: (log, cursor, asked, apart) =>
      isSession(log)
        ? notInDatabases(tree.read(log, cursor), readToEnd)
        : readDatabase(log, database.read(log, cursor, asked, apart)),
  };
};

/** Whether a log is a session of the tree: its path has a project above it, a database's has not. */
function isSession({ below }: Log): boolean {
  return below.length > 1;
}
