/** The recipes for DuckDB, Parquet and ClickHouse, each twice, by the engines themselves. */
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TrackedEvent } from "../../../src/events/event.ts";
import { DONE, EVENTS, hasEngine, kitchen } from "../../support/homes/kitchen.ts";
import { recipe } from "../../support/homes/recipe.ts";
import { anyText } from "../../support/random/any-text.ts";

const install = "npm install --no-save --prefix test/engines";

/** Two events of one ID, as copies in two logs give, and what stands strangely in paths. */
const copied = { id: "copy:1", timestamp: "2026-03-02T09:00:00.000Z", type: "user_message" };
const ODD: readonly Row[] = [
  { ...copied, cwd: "/first" },
  { ...copied, cwd: "/second" },
  { ...copied, id: "odd:1", cwd: "/p\u2028'\"\\ü\u0000😀", input_tokens: 2 ** 53 - 1, cost_usd: 0.1 },
  { ...copied, id: "desk:copy:1", machine_id: "desk" },
  { ...copied, id: "odd:2", timestamp: "1000-01-01T00:00:00.000Z", resets_at: "9999-12-31T23:59:59.999Z" },
];
/** Any text at all. */
const TEXTS = fc
  .sample(anyText({ minLength: 1, maxLength: 30 }), 300)
  .map((cwd, nth) => ({ ...copied, id: `text:${nth}`, cwd }));
const ndjson = (events: readonly object[]) => events.map((event) => `${JSON.stringify(event)}\n`).join("");

describe.skipIf(!hasEngine("duckdb"))(`DuckDB (skipped without it: ${install})`, () => {
  it("holds each event once, however often it is loaded", () => {
    const { run } = kitchen();
    for (let times = 0; times < 2; times++) expect(run(recipe("run: duckdb")).code).toBe(0);
    const { stdout } = run(`echo 'select count(*) as n, count(distinct id) as ids from events' | duckdb events.duckdb`);
    expect(JSON.parse(stdout)).toEqual({ n: String(EVENTS), ids: String(EVENTS) });
  });

  it("writes a Parquet file that has every field of every stored event, and each event once", () => {
    const { home, run } = kitchen();
    expect(run("tt export --types all -- tt import")).toEqual(DONE);
    expect(run(recipe("run: parquet-events"))).toEqual(DONE);
    const file = join(home, "events.ndjson");
    const events = [...linesOf(readFileSync(file, "utf8")), ...ODD, ...TEXTS];
    // As exports that overlap leave it, the last one killed.
    writeFileSync(file, `${ndjson([...events, ...events.slice(0, 300)])}{"id":"torn`);
    for (let times = 0; times < 2; times++) expect(run(recipe("run: parquet")).code).toBe(0);
    const back = run(`duckdb << 'SQL'
      select * replace (strftime(timestamp at time zone 'UTC', '%Y-%m-%dT%H:%M:%S.%gZ') as timestamp,
                        strftime(resets_at at time zone 'UTC', '%Y-%m-%dT%H:%M:%S.%gZ') as resets_at)
      from 'events.parquet' order by timestamp, id
SQL`);
    expect(back.stderr).toBe("");
    const rows = linesOf(back.stdout).map(known);
    const first = new Map(events.toReversed().map((event) => [event["id"], known(event)]));
    const wanted = [...first.values()].sort((a, b) => (order(a) < order(b) ? -1 : 1));
    expect(rows).toEqual(wanted);
  });

  it("names every field that an event can have in its columns", () => {
    const columns = [...recipe("run: parquet").matchAll(/(\w+): '/g)].map(([, name]) => name);
    const fields = new Set(TrackedEvent.options.flatMap(({ shape }) => Object.keys(shape)));
    expect(new Set(columns)).toEqual(fields);
  });
});

describe.skipIf(!hasEngine("clickhouse-client"))(`ClickHouse (skipped without it: ${install})`, () => {
  it("holds each event once, and of copies the first", () => {
    const { home, run } = kitchen();
    writeFileSync(
      join(home, "events.ndjson"),
      ndjson([...ODD, ...TEXTS]) + readFileSync(join(home, "events.ndjson"), "utf8"),
    );
    const count = String(EVENTS + ODD.length - 1 + TEXTS.length);
    expect(run(recipe("run: clickhouse"))).toEqual({ ...DONE, stdout: `${count}\n` });
    // Later another copy comes, of which another month is told.
    const third = { ...copied, cwd: "/third", timestamp: "2026-04-02T09:00:00.000Z" };
    appendFileSync(join(home, "events.ndjson"), `\n${ndjson([third])}`);
    expect(run(recipe("run: clickhouse"))).toEqual({ ...DONE, stdout: `${count}\n` });
    // One that another machine has too counts once.
    expect(run(recipe("run: copies", "scale.md")).stdout).toBe(`${Number(count) - 1}\n`);
    const back = run(`clickhouse-client --query "
      select id, cwd, data from events final where id like 'text:%' or id = 'copy:1' format JSONEachRow"`);
    const texts = new Map(linesOf(back.stdout).map(textOf));
    expect(texts).toEqual(new Map([...ODD.slice(0, 1), ...TEXTS].map(textOf)));
  });
});

type Row = Readonly<Record<string, unknown>>;

function linesOf(ndjson: string): readonly Row[] {
  return ndjson
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Row);
}

/** By its ID, the directory that a row says, and that its event does. */
function textOf({ id, cwd, data }: Row): readonly [unknown, readonly unknown[]] {
  return [id, [cwd, typeof data === "string" ? (JSON.parse(data) as Row)["cwd"] : cwd]];
}

/** A row with its fields in one order, without what is not known, and with numbers as numbers. */
function known(row: Row): Row {
  const members = Object.entries(row).filter(([, value]) => value !== null);
  const numbers = members.map(([name, value]) => [name, NUMBERS.test(name) ? Number(value) : value] as const);
  return Object.fromEntries(numbers.sort(([a], [b]) => (a < b ? -1 : 1)));
}

const NUMBERS = /_ms$|_tokens$|^length$|^status$|^cost_usd$/;

function order(row: Row): string {
  return `${String(row["timestamp"])} ${String(row["id"])}`;
}
