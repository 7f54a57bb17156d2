import { HOLE, HOLES } from "../rows/event-shape.ts";
import { ID_FORM } from "../rows/template.ts";
import type { Engine } from "../engine/connection.ts";

/**
 * The tables of the second form of the store. What events repeat stands once in `event_kinds`, `event_sessions`,
 * `event_places` and `event_paths`; `event_rows` lies in the order of time, so that a period is read as it lies. `mark` is
 * a number that follows from the ID: it tells events of one millisecond apart.
 */
export function tables(engine: Engine): readonly string[] {
  const isFile = engine === "sqlite";
  const text = isFile ? "text" : 'text collate "C"';
  const key = isFile ? "integer primary key" : "integer primary key";
  const big = isFile ? "integer" : "bigint";
  // A text may be longer than an entry of PostgreSQL's ordered index.
  const index = (table: string, ...columns: readonly string[]) =>
    isFile
      ? [`create index ${table}_by_${columns[0]} on ${table} (${columns.join(", ")})`]
      : [`create index ${table}_by_${columns[0]} on ${table} using hash (${columns[0]})`];
  return [
    `create table event_kinds (id ${key}, source ${text} not null, type ${text} not null, id_form integer not null,
      template ${text} not null)`,
    ...index("event_kinds", "template"),
    `create table event_sessions (id ${key}, session_id ${text}, agent ${text}, machine_id ${text})`,
    ...index("event_sessions", "session_id"),
    `create table event_places (id ${key}, cwd ${text}, git_branch ${text})`,
    ...index("event_places", "cwd", "git_branch"),
    `create table event_paths (id ${key}, path ${text} not null)`,
    ...index("event_paths", "path"),
    `create table event_batches (id ${key}, imported_at ${big} not null, last_seq ${big} not null)`,
    `create table event_rows (at ${big} not null, mark integer not null, seq ${big} not null, batch integer not null,
      kind integer not null, session integer not null, place integer not null, key ${text} not null,
      number1 ${big}, number2 ${big}, file integer, sub_agent integer, rest ${text},
      primary key (at, mark))${isFile ? " without rowid" : ""}`,
    `create index event_rows_by_seq on event_rows (seq)`,
    `create index event_rows_by_session on event_rows (session, at)`,
    `create index event_rows_of_long on event_rows (at) where ${LONG}`,
    `create table event_foreign_ids (id ${text} not null primary key, at ${big} not null, mark integer not null)${isFile ? " without rowid" : ""}`,
    view(engine),
  ];
}

/** What may be a turn that reaches far back: it is found without looking at what lies between. */
export const LONG_MS = 3_600_000;
export const LONG = `(number1 >= ${LONG_MS} or number2 >= ${LONG_MS})`;

/** What everybody's SQL asks: an event a row, its columns, the whole event as JSON. */
function view(engine: Engine): string {
  const isFile = engine === "sqlite";
  const json = (text: string) => (isFile ? `json_quote(${text})` : `to_json(${text})::text`);
  const hole = (letter: string) => `${isFile ? "char" : "chr"}(${HOLE.charCodeAt(0)}) || '${letter}'`;
  const filling: readonly (readonly [string, string])[] = [
    [HOLES.id, json("id")],
    [HOLES.timestamp, json("moment")],
    [HOLES.agent, json("agent")],
    [HOLES.session_id, json("session_id")],
    [HOLES.machine_id, json("machine_id")],
    [HOLES.cwd, json("cwd")],
    [HOLES.git_branch, json("git_branch")],
    [HOLES.file, json("file")],
    [HOLES.agent_id, json("sub_agent")],
    [HOLES.number1, `cast(number1 as text)`],
    [HOLES.number2, `cast(number2 as text)`],
    // Last: it may hold anything.
    [HOLES.rest, "rest"],
  ];
  const data = filling.reduce(
    (inner, [letter, value]) => `replace(${inner}, ${hole(letter)}, coalesce(${value}, ''))`,
    "template",
  );
  const moment = isFile
    ? "strftime('%Y-%m-%dT%H:%M:%fZ', r.at / 1000.0, 'unixepoch')"
    : `to_char(${instant("r.at")} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
  const importedAt = isFile
    ? "strftime('%Y-%m-%dT%H:%M:%fZ', b.imported_at / 1000.0, 'unixepoch')"
    : instant("b.imported_at");
  return `create view events as
    select id, ${isFile ? "moment" : "instant"} as timestamp, type, source, agent, session_id, cwd, git_branch, machine_id,
      ${data} as data, seq, imported_at
    from (
      select t.*, case id_form when ${ID_FORM.plain} then source || ':' || type || ':' || moment || ':' || key
        when ${ID_FORM.machine} then machine_id || ':' || source || ':' || type || ':' || moment || ':' || key
        else key end as id
      from (
        select r.*, ${moment} as moment, ${isFile ? "null" : instant("r.at")} as instant, ${importedAt} as imported_at, k.source, k.type, k.id_form,
          k.template, s.session_id, s.agent, s.machine_id, p.cwd, p.git_branch, f.path as file_path, a.path as agent_path
        from event_rows r
        join event_kinds k on k.id = r.kind join event_sessions s on s.id = r.session
        join event_places p on p.id = r.place join event_batches b on b.id = r.batch
        left join event_paths f on f.id = r.file left join event_paths a on a.id = r.sub_agent
      ) t
    ) u`
    .replace(json("file"), json("file_path"))
    .replace(json("sub_agent"), json("agent_path"));
}

/** The instant of milliseconds since 1970, exactly: no floating number of seconds, and no zone's hours. */
function instant(millis: string): string {
  return `(timestamptz 'epoch' + (${millis} / 3600000) * interval '1 hour' + (${millis} % 3600000) * interval '1 millisecond')`;
}
