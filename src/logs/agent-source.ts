import type { Agent } from "../events/observation.ts";
import type { DatabaseFormat, DatabaseLogsOptions } from "./databases/database-logs.ts";
import { isUnchangedDatabase } from "./databases/state.ts";
import type { DocumentLogsOptions } from "./documents/document-logs.ts";
import type { DocumentFormat } from "./documents/format.ts";
import { isUnchangedDocument } from "./documents/reading.ts";
import type { AgentFacts } from "./facts.ts";
import type { LineFormat } from "./lines/format.ts";
import type { LineLogsOptions } from "./lines/line-logs.ts";
import { readBy, whenRead, type LazyFormat } from "./lazy-format.ts";
import { isPrintedPosition, isUnchangedLog, startedIn } from "./lines/position.ts";
import { rootsOf } from "./finding/roots.ts";
import { spoken } from "./spoken.ts";
import type { Source } from "./source.ts";

/** What an agent's folder says of its logs, whatever kind they are of. */
export interface LogsOf<Name extends Agent, Format> extends Pick<Source, "discover" | "expiryDays" | "inThreads"> {
  readonly facts: AgentFacts<Name>;
  readonly format: Format;
}

export interface SourceOptions {
  /** How often the clock of files ticks at the least; 0 in tests, where no log is edited within a tick. */
  readonly tickMs?: number;
}

/** Makes the source of one agent. The program and the tests use the same one, with other options. */
export type SourceFactory<Name extends Agent = Agent, Options = SourceOptions> = (
  options?: Options,
) => AgentSource<Name>;

export interface AgentSource<Name extends Agent = Agent> extends Source {
  readonly agent: Name;
}

/** The source of an agent whose logs grow by whole lines. */
export function lineSource<Name extends Agent>(
  logs: LogsOf<Name, LazyFormat<LineFormat>>,
): SourceFactory<Name, LineLogsOptions> {
  const { revision } = logs.format;
  return (options) => {
    const reader = whenRead(logs.format, async (format) => {
      const { LineLogs } = await import("./lines/line-logs.ts");
      return new LineLogs(format, options);
    });
    return {
      ...common(logs),
      load: reader,
      isUnchanged: (log, cursor) => isUnchangedLog(log, cursor, revision),
      startedIn,
      isUnchangedAsPrinted: (log, cursor) => isPrintedPosition(cursor, log.stat, revision),
      read: (log, cursor, asked) =>
        spoken(
          readBy(reader(), (lines) => lines.read(log, cursor, asked)),
          asked,
        ),
    };
  };
}

/** The source of an agent whose logs are documents that are rewritten as a whole; what lies beside a log is told before. */
export function documentSource<Name extends Agent>(
  logs: LogsOf<Name, LazyFormat<DocumentFormat> & Pick<DocumentFormat, "beside">>,
): SourceFactory<Name, DocumentLogsOptions> {
  const { format } = logs;
  return (options) => {
    const reader = whenRead(format, async (read) => {
      const { DocumentLogs } = await import("./documents/document-logs.ts");
      return new DocumentLogs({ ...read, ...format }, options);
    });
    return {
      ...common(logs),
      load: reader,
      isUnchanged: (log, cursor) => isUnchangedDocument(log, cursor, format, options?.tickMs),
      read: (log, cursor, asked) =>
        spoken(
          readBy(reader(), (documents) => documents.read(log, cursor, asked)),
          asked,
        ),
    };
  };
}

/** The source of an agent whose logs are SQLite databases that it writes to. */
export function databaseSource<Name extends Agent>(
  logs: LogsOf<Name, LazyFormat<DatabaseFormat>>,
): SourceFactory<Name, DatabaseLogsOptions> {
  const { revision } = logs.format;
  return (options) => {
    const reader = whenRead(logs.format, async (format) => {
      const { DatabaseLogs } = await import("./databases/database-logs.ts");
      return new DatabaseLogs(format, options);
    });
    return {
      ...common(logs),
      load: reader,
      isUnchanged: (log, cursor) => isUnchangedDatabase(log, cursor, revision),
      isDatabase: () => true,
      read: (log, cursor, asked, apart) =>
        apart?.(log, cursor, asked) ??
        spoken(
          readBy(reader(), (database) => database.read(log, cursor, asked)),
          asked,
        ),
    };
  };
}

/** What a source is beside its reader. */
function common<Name extends Agent>({
  facts,
  format,
  ...rest
}: LogsOf<Name, { readonly revision: number }>): Omit<AgentSource<Name>, "isUnchanged" | "read"> {
  const { agent, option, places, roots } = facts;
  return {
    agent,
    facts,
    rules: format.revision,
    manifest: manifestOf(agent),
    option,
    places,
    roots: (env) => rootsOf(roots, env),
    ...rest,
  };
}

/** The file that keeps the cursors of an agent. Claude Code's had its name before there were others. */
function manifestOf(agent: Agent): string {
  return agent === "claude-code" ? "claude-manifest.json" : `${agent}-manifest.json`;
}
