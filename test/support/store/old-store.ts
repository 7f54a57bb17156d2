import type { Fields } from "./events.ts";

/** The SQL of a store as the first versions made it, with events in it: a row each, and their JSON. */
export function oldStore(engine: "sqlite" | "postgres", events: readonly Fields[]): string {
  const text = engine === "sqlite" ? "text" : 'text collate "C"';
  const quoted = (value: unknown) => (typeof value === "string" ? `'${value.replaceAll("'", "''")}'` : "null");
  const columns = ["id", "timestamp", "type", "source", "agent", "session_id", "cwd", "git_branch", "machine_id"];
  const rows = events.map(
    (event) => `(${columns.map((name) => quoted(event[name])).join(", ")}, ${quoted(JSON.stringify(event))})`,
  );
  const inserts: string[] = [];
  for (let at = 0; at < rows.length; at += 500)
    inserts.push(`insert into events values ${rows.slice(at, at + 500).join(", ")};`);
  return `
    create table tt_migrations (name varchar(255) not null primary key, timestamp varchar(255) not null);
    create table tt_migrations_lock (id varchar(255) not null primary key, is_locked integer default 0 not null);
    insert into tt_migrations_lock values ('migration_lock', 0);
    insert into tt_migrations values ('0001-events', '2026-01-01T00:00:00.000Z');
    create table events (id ${text} not null primary key, timestamp ${text} not null, type ${text} not null,
      source ${text} not null, agent ${text}, session_id ${text}, cwd ${text}, git_branch ${text}, machine_id ${text},
      data ${text} not null);
    create index events_by_time on events (timestamp);
    create index events_by_type on events (type, timestamp);
    create index events_by_session on events (session_id, timestamp);
    create index events_by_cwd on events (cwd);
    create table imports (id ${text} not null primary key, started ${text} not null, ended ${text},
      origin ${text} not null, read integer not null, inserted integer not null, duplicates integer not null,
      conflicts integer not null, malformed integer not null, ignored integer not null);
    insert into imports values ('i1', '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:01.000Z', '-', 1, 1, 0, 0, 0, 0);
    ${inserts.join("\n")}
  `;
}
