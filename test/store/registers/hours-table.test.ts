/** The table `hours` has the figures of `tt report`, to the second, after any history. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hoursCommand } from "../../../src/commands/hours/hours.ts";
import { EXIT } from "../../../src/failure.ts";
import type { StoredEvent } from "../../../src/events/stored-event.ts";
import { arrange } from "../../../src/hours/activities/arrange.ts";
import type { PersonOf } from "../../../src/hours/activities/activity.ts";
import { DAY_ROW_NAMES } from "../../../src/hours/report/day-rows.ts";
import type { Dimension } from "../../../src/hours/projects/dimension.ts";
import { reportOf } from "../../../src/hours/report/report.ts";
import type { StoreOptions } from "../../../src/store/location.ts";
import { openStore, openStoreToWrite } from "../../../src/store/open.ts";
import { setPerson } from "../../../src/store/registers/people.ts";
import { disturbed, isImported } from "../../support/random/disturbed-days.ts";
import { ndjson } from "../../support/store/events.ts";
import { importText } from "../../support/store/import.ts";
import { hasPostgres, startPostgres, type Server } from "../../support/servers/postgres.ts";
import { tempDir } from "../../support/program/temp.ts";
import { prompt, RULES, tool } from "../../support/store/week.ts";
import { times } from "../../support/shares.ts";

let server: Server | undefined;
beforeAll(async () => {
  if (hasPostgres) server = await startPostgres();
});
afterAll(() => server?.stop());

const ZONE = "Europe/Berlin";
const MAP = { projects: [{ prefix: "/w/c", name: "Sea", client: "Acme", tags: ["web"] }] };
const GROUPS: readonly (readonly (typeof DAY_ROW_NAMES)[number][])[] = [
  ["day"],
  ["person", "project"],
  ["client", "day"],
  ["agent"],
  ["machine", "day"],
];

async function write(options: StoreOptions): Promise<void> {
  const named = options.db === undefined ? [] : ["--db", options.db];
  await hoursCommand().parseAsync(["--write", "-q", "--tz", ZONE, "--data-dir", options.dataDir, ...named], {
    from: "user",
  });
}

async function ask(options: StoreOptions, sql: string): Promise<readonly (readonly unknown[])[]> {
  const store = await openStore(options);
  try {
    return (await store?.connection.rows(sql)) ?? [];
  } finally {
    await store?.close();
  }
}

function reported(events: readonly StoredEvent[], by: readonly Dimension[], personOf: PersonOf) {
  const activities = arrange(events, personOf);
  const window = { start: -Infinity, end: Infinity };
  return reportOf(
    { all: () => activities, sessions: () => [activities] },
    { rules: RULES, map: MAP, zone: ZONE, window, by, rounding: undefined },
  );
}

const sorted = (rows: readonly (readonly unknown[])[]) => rows.map((row) => JSON.stringify(row)).sort();
/** What a text is in a database. */
const stored = (names: readonly string[]) => names.map((name) => name.replaceAll("\0", "\uFFFD"));

/** Holds the table against reports of the same events, by all names and by some. */
async function agrees(options: StoreOptions, events: readonly StoredEvent[], personOf: PersonOf): Promise<void> {
  const columns = DAY_ROW_NAMES.map((name) => (name === "day" ? "cast(day as text) as day" : name)).join(", ");
  const whole = reported(events, DAY_ROW_NAMES, personOf);
  expect(sorted(await ask(options, `select ${columns}, human_s, agent_s, union_s from hours`))).toEqual(
    sorted(whole.rows.map(({ names, human, agent, union }) => [...stored(names), human, agent, union])),
  );
  const known = ["recorded", "observed", "estimated", "prompts", "window"] as const;
  const sums = known.map((name) => `coalesce(sum(${name}_s), 0) as ${name}`).join(", ");
  expect(await ask(options, `select ${sums} from hours`)).toEqual([known.map((name) => whole.knownBy[name])]);
  for (const by of GROUPS) {
    const names = by.map((name) => (name === "day" ? "cast(day as text) as day" : name)).join(", ");
    const found = await ask(
      options,
      `select ${names}, sum(human_s) as of_humans, sum(agent_s) as of_agents from hours group by ${by.join(", ")}`,
    );
    const { rows } = reported(events, by, personOf);
    expect(sorted(found)).toEqual(sorted(rows.map(({ names: of, human, agent }) => [...stored(of), human, agent])));
  }
}

function histories(optionsOf: (dataDir: string) => Promise<StoreOptions>, numRuns: number) {
  return fc.assert(
    fc.asyncProperty(disturbed, fc.nat(100), fc.nat(100), async (all, first, second) => {
      const dataDir = tempDir();
      writeFileSync(join(dataDir, "projects.json"), JSON.stringify(MAP));
      const options = await optionsOf(dataDir);
      const events = all.filter(isImported);
      const cuts = [first, second].map((share) => Math.floor((events.length * share) / 100)).sort((a, b) => a - b);
      const [early = 0, late = 0] = cuts;
      // Somebody is named for a machine between two imports, and what comes late may be of any time.
      const order = [...events.slice(late), ...events.slice(0, early), ...events.slice(early, late)];
      let imported = 0;
      for (const [step, upTo] of [events.length - late, events.length - late + early, events.length].entries()) {
        await importText(options, ndjson(...order.slice(imported, upTo)));
        imported = upTo;
        if (step === 1) {
          const store = await openStoreToWrite(options);
          await setPerson(store, "ana", ["desk"]);
          await store.close();
        }
        await write(options);
        await agrees(options, order.slice(0, upTo), (machine) => (step > 0 && machine === "desk" ? "ana" : undefined));
      }
      const before = await ask(options, "select written_at from hours_made");
      await write(options);
      expect(await ask(options, "select written_at from hours_made")).toEqual(before);
    }),
    { numRuns, endOnFailure: true },
  );
}

describe("the table of hours has what a report of the same events has", () => {
  it("in a file", async () => {
    await histories((dataDir) => Promise.resolve({ db: undefined, dataDir }), times(2));
  });

  it.skipIf(!hasPostgres)("on a server", async () => {
    let databases = 0;
    const made = (dataDir: string) => Promise.resolve({ db: server?.database(`hours${++databases}`), dataDir });
    await histories(made, times(1));
  });
});

interface Dashboard {
  readonly timezone: string;
  readonly time: { readonly from: string; readonly to: string };
  readonly templating: { readonly list: readonly { readonly type: string; readonly query: string }[] };
  readonly panels: readonly { readonly targets: readonly { readonly rawSql: string }[] }[];
}

it.skipIf(!hasPostgres)("every query of the dashboard answers on a server", async () => {
  const options = { db: server?.database("dashboard"), dataDir: tempDir() };
  const event = { ...prompt("2026-03-02T10:00:00Z"), length: 7, has_image: false };
  await importText(options, ndjson(event, { ...tool("10:01:00"), tool: "Read", tool_kind: "file_read" }));
  await write(options);
  const file = join(import.meta.dirname, "../../../docs/dashboards/grafana-hours.json");
  const { templating, panels } = JSON.parse(readFileSync(file, "utf8")) as Dashboard;
  const asked = [
    ...templating.list.filter(({ type }) => type === "query").map(({ query }) => query),
    ...panels.flatMap(({ targets }) => targets.map(({ rawSql }) => rawSql)),
  ];
  expect(asked.length).toBe(9);
  for (const query of asked) {
    // As Grafana fills them in (https://grafana.com/docs/grafana/latest/datasources/postgres/query-editor/).
    const sql = query
      .replace("$__timeFilter(day)", "day BETWEEN '2026-03-01T00:00:00Z' AND '2026-03-31T12:00:00Z'")
      .replaceAll(/\$\{(\w+):sqlstring\}/g, (_, name: string) => (name === "person" ? "'(nobody)','ana'" : "'garden'"));
    const rows = await ask(options, sql);
    expect([query, rows.length > 0 && rows.flat().every((value) => value !== null)]).toEqual([query, true]);
  }
});

it("the dashboard's period has the day of every zone, though it is told by UTC", () => {
  const file = join(import.meta.dirname, "../../../docs/dashboards/grafana-hours.json");
  // To the end of the day after that of UTC: https://grafana.com/docs/grafana/latest/dashboards/use-dashboards/
  expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({
    timezone: "utc",
    time: { from: "now-30d/d", to: "now+1d/d" },
  } satisfies Partial<Dashboard>);
});

it("a table of somebody else's that has the name is left alone", async () => {
  const options = { db: undefined, dataDir: tempDir() };
  await importText(options, ndjson({ ...prompt("10:00:00"), length: 7, has_image: false }));
  const store = await openStoreToWrite(options);
  await store.connection.rows("create table hours (mine text)");
  await store.close();
  await expect(write(options)).rejects.toMatchObject({
    exitCode: EXIT.output,
    message: expect.stringContaining("has a table 'hours' that tt did not make") as string,
  });
  expect(await ask(options, "select * from hours")).toEqual([]);
});

it("writes the days that changed alone, and mends a table that somebody changed", async () => {
  const options = { db: undefined, dataDir: tempDir() };
  const at = (day: string, time: string) => ({ ...prompt(`${day}T${time}Z`), length: 7, has_image: false });
  const rows = () => ask(options, "select rowid as id, day, human_s from hours order by day");
  await importText(options, ndjson(at("2026-03-02", "10:00:00"), at("2026-03-03", "10:00:00")));
  await write(options);
  expect(await rows()).toEqual([
    [1, "2026-03-02", 300],
    [2, "2026-03-03", 300],
  ]);
  await importText(options, ndjson(at("2026-03-02", "11:00:00")));
  await write(options);
  expect(await rows()).toEqual([
    [3, "2026-03-02", 600],
    [2, "2026-03-03", 300],
  ]);
  const store = await openStoreToWrite(options);
  await store.connection.rows("update hours set human_s = 1 where day = '2026-03-03'");
  await store.close();
  await write(options);
  expect((await rows()).map(([, day, human]) => [day, human])).toEqual([
    ["2026-03-02", 600],
    ["2026-03-03", 300],
  ]);
});

it("--write is of everything: what asks for a part is refused", async () => {
  const part = hoursCommand().parseAsync(["--write", "--project", "garden", "--data-dir", tempDir()], { from: "user" });
  await expect(part).rejects.toMatchObject({ exitCode: EXIT.usage });
});
