import type { Agent } from "../../events/observation.ts";
import {
  databaseSource,
  documentSource,
  type AgentSource,
  type LogsOf,
  type SourceFactory,
} from "../../logs/agent-source.ts";
import type { DatabaseFormat } from "../../logs/databases/database-logs.ts";
import { loaded, type LazyFormat } from "../../logs/lazy-format.ts";
import type { Batch, Log } from "../../logs/source.ts";
import { notInDatabases } from "./v1/covered.ts";
import { besideSession } from "./v1/tree.ts";

/** The source of an agent that has databases, and the tree of sessions of the releases before. */
export function sessionSource<Name extends Agent>(logs: LogsOf<Name, LazyFormat<DatabaseFormat>>): SourceFactory<Name> {
  const databases = databaseSource(logs);
  const sessions = documentSource({
    ...logs,
    format: {
      revision: 4,
      beside: besideSession,
      load: async () => (await import("./v1/storage.ts")).openCodeStorage,
    },
  });
  return (options) => sourceOf(databases(options), sessions(options));
}

function sourceOf<Name extends Agent>(database: AgentSource<Name>, tree: AgentSource<Name>): AgentSource<Name> {
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
    load: async () => loaded([database, tree]),
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
        ? notInDatabases(tree.read(log, cursor, asked), readToEnd)
        : readDatabase(log, database.read(log, cursor, asked, apart)),
  };
}

/** Whether a log is a session of the tree: its path has a project above it, a database's has not. */
function isSession({ depth }: Log): boolean {
  return depth > 1;
}
