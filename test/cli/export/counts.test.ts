/** What exports count, and what `tt status` makes of it. */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { formatSeries, seriesIn, type Series } from "../../../src/export/counts/series.ts";
import { noteSync } from "../../../src/sync/last-sync.ts";
import { afterDay, dayAt, dayOf } from "../../support/random/counted-years.ts";
import { prompt } from "../../support/store/events.ts";
import { metricsIn } from "../../support/servers/prometheus.ts";
import { tempDir, writeTree } from "../../support/program/temp.ts";
import type { Ended } from "../../support/program/tt.ts";
import { tt } from "../../support/warm/tt.ts";

const LOG = ".claude/projects/-home-ana-garden/s1.jsonl";
const line = (id: string) =>
  `${JSON.stringify({ type: "user", message: { role: "user", content: "hoe" }, uuid: id, timestamp: "2026-03-02T08:00:00.000Z", sessionId: "s1" })}\n`;
const odd = `${JSON.stringify({ type: 'fr"a\\me', uuid: "x", timestamp: "2026-03-02T08:00:00.000Z", sessionId: "s1" })}\n`;

interface Status {
  readonly counts: Series;
  readonly warnings: readonly { readonly kind: string; readonly message: string }[];
}

function garden() {
  const home = tempDir();
  const log = (...lines: readonly string[]) => writeTree(home, new Map([[LOG, lines.join("")]]));
  const run = (...args: readonly string[]): Ended => tt(args, { home });
  const status = () => JSON.parse(run("status", "--json").stdout) as Status;
  return { home, run, log, status, file: join(home, ".time-tracker/daily-counts.json") };
}

describe("the counts of each day", () => {
  it("are those of what was new; a quiet run and a window leave the file alone", () => {
    const { run, log, status, file } = garden();
    log(line("u1"));
    run("export");
    log(line("u1"), line("u2"), "no record\n");
    run("export", "--quiet");
    const total = { lines: 2, events: { user_message: 1 }, skipped: { malformed: 1 }, unknown: {} };
    expect(status().counts["claude-code"]).toMatchObject({ types: "core", total });
    const before = statSync(file);
    run("export");
    run("export", "--since", "2026-01-01");
    run("export", "--dry-run", "--full");
    expect(statSync(file)).toMatchObject({ ino: before.ino, mtimeMs: before.mtimeMs });
    expect(before.mode & 0o777).toBe(0o600);
  });

  it("begin anew with a note where the file cannot be understood, and no event is lost", () => {
    const { home, run, log, status, file } = garden();
    log(line("u1"));
    run("export");
    writeFileSync(file, "cut");
    log(line("u1"), line("u2"));
    const { code, stdout, stderr } = run("export");
    expect([code, stdout.split("\n").length]).toEqual([0, 2]);
    expect(stderr).toMatch(
      /^tt: the counts of each day, `.*daily-counts\.json`, could not be understood: .* begin anew\n$/,
    );
    expect(status().counts).toHaveProperty("claude-code");
    expect(readdirSync(join(home, ".time-tracker")).some((name) => name.startsWith("daily-counts.json.corrupt-"))).toBe(
      true,
    );
  });
});

/** A home with an export on the last of so many days of work. */
function worked(last: Parameters<typeof dayOf>[1]) {
  const { home, run, log, status, file } = garden();
  log(line("u1"));
  run("export", "--", "tt", "import");
  let series: Series = {};
  for (let day = 0; day < 20; day++)
    series = afterDay(series, day, { "claude-code": dayOf(1000, day < 17 ? {} : last) });
  const { rules = 0 } = (seriesIn(readFileSync(file, "utf8")) as Series)["claude-code"] ?? {};
  const days = Object.entries(series).map(([agent, of]) => [agent, { ...of, rules }] as const);
  writeFileSync(file, formatSeries(Object.fromEntries(days)));
  const note = join(home, ".time-tracker/last-export.json");
  const then = dayAt(19).toISOString();
  writeFileSync(note, readFileSync(note, "utf8").replace(/"ended":"[^"]+"/, `"ended":"${then}"`));
  return { home, run, status };
}

describe("tt status", () => {
  it("warns of what stands out beside the past, and of nothing else", () => {
    const kinds = (of: ReturnType<typeof worked>) =>
      of.status().warnings.flatMap(({ kind, message }) => (/spike|silence/.test(kind) ? [`${kind} ${message}`] : []));
    const usual = worked({});
    expect(kinds(usual)).toEqual([]);
    expect(usual.run("status").stdout).toContain(
      "last 3 days: 750 events of 3,000 new lines, skipped other-type 2,100; 250 a day on 16 active days of the 60 before\n",
    );
    expect(kinds(worked({ user_message: 0, malformed: 90 }))).toEqual([
      "silence claude-code: no user_message came of 3,000 new lines in the last 3 days, where by its past some 90 would have",
      "spike claude-code: 270 of 3,000 new lines were skipped as malformed in the last 3 days, far more than in the past",
    ]);
  });

  it("prints metrics that a strict reader and promtool take, and that the alert rules are made of", () => {
    const { home, run } = worked({ malformed: 90 });
    writeTree(home, new Map([[LOG, line("u1") + line("u2") + odd]]));
    writeTree(home, new Map([["more.ndjson", `${JSON.stringify({ ...prompt(60), machine_id: "desk" })}\n`]]));
    run("export");
    run("import", "more.ndjson");
    const hourAgo = new Date(Date.now() - 3_600_000).toISOString();
    const gone = { machine_id: "lap", ended: hourAgo, failure: "no network" };
    const desk = { machine_id: "desk", ended: hourAgo, succeeded: hourAgo, events: 1, inserted: 1 };
    noteSync(join(home, ".time-tracker"), "lap", gone);
    noteSync(join(home, ".time-tracker"), "ana@desk", desk);
    const { code, stdout, stderr } = run("status", "--prometheus");
    expect([code, stderr]).toEqual([0, ""]);
    const read = metricsIn(stdout);
    const valueOf = (name: string, labels: Readonly<Record<string, string>> = {}) =>
      read.find((each) => each.name === name && Object.entries(labels).every(([of, is]) => each.labels.get(of) === is))
        ?.value;
    expect(valueOf("tt_store_up")).toBe(1);
    expect(valueOf("tt_store_behind", { agent: "claude-code" })).toBe(1);
    expect(valueOf("tt_store_newest_event_timestamp_seconds", { machine: "desk" })).toBe(
      Date.parse("2026-03-02T09:00:00.000Z") / 1000,
    );
    expect(valueOf("tt_lines_skipped_total", { reason: "malformed" })).toBe(270);
    expect(valueOf("tt_unknown_values_total", { value: `type 'fr"a\\me'` })).toBe(1);
    expect(valueOf("tt_last_export_age_seconds")).toBeLessThan(600);
    expect(valueOf("tt_last_export_exit_code")).toBe(0);
    expect(valueOf("tt_last_sync_timestamp_seconds", { host: "ana@desk" })).toBe(Date.parse(hourAgo) / 1000);
    expect(Math.abs((valueOf("tt_last_sync_age_seconds", { host: "ana@desk" }) ?? 0) - 3600)).toBeLessThan(600);
    expect(valueOf("tt_last_sync_age_seconds", { host: "lap" })).toBeUndefined();
    const names = new Set(read.map(({ name }) => name));
    const page = readFileSync(join(import.meta.dirname, "../../../docs/monitoring.md"), "utf8");
    const documented = new Set(page.match(/\btt_\w+/g));
    for (const name of names) expect(documented, name).toContain(name);
    for (const name of documented) expect(names, name).toContain(name);
    if (!isThere("promtool")) return;
    const checked = spawnSync("promtool", ["check", "metrics"], { input: stdout, encoding: "utf8" });
    expect([checked.status, checked.stdout + checked.stderr]).toEqual([0, ""]);
    const rules = join(home, "rules.yml");
    writeFileSync(rules, /```yaml\n(.*?)```/s.exec(page)?.[1] ?? "");
    expect(spawnSync("promtool", ["check", "rules", rules], { encoding: "utf8" }).stdout).toContain("SUCCESS: 8 rules");
  });

  it.skipIf(!isThere("promtool"))("has an alert that fires where the timer died after a clock that was ahead", () => {
    const { home, run } = worked({});
    const note = join(home, ".time-tracker/last-export.json");
    const ahead = new Date(Date.now() + 200 * 86_400_000).toISOString();
    writeFileSync(note, readFileSync(note, "utf8").replace(/"ended":"[^"]+"/, `"ended":"${ahead}"`));
    const read = metricsIn(run("status", "--prometheus").stdout);
    const age = read.find(({ name }) => name === "tt_last_export_age_seconds")?.value;
    expect(Math.abs((age ?? 0) + 200 * 86_400)).toBeLessThan(600);
    // The clock of a test begins at 0.
    const fires = (alert: string, metric: string, value: number) => ruleTest(home, { alert, metric, value });
    expect(fires("TtExportStopped", "tt_last_export_timestamp_seconds", 200 * 86_400)).toBe(true);
    expect(fires("TtExportStopped", "tt_last_export_timestamp_seconds", 3000)).toBe(false);
    expect(fires("TtSyncStopped", "tt_last_sync_timestamp_seconds", 200 * 86_400)).toBe(true);
    expect(fires("TtSyncStopped", "tt_last_sync_timestamp_seconds", 0)).toBe(false);
  });

  it("prints either metrics or JSON", () => {
    const { run } = garden();
    const { code, stderr } = run("status", "--prometheus", "--json");
    expect(code).toBe(2);
    expect(stderr).toContain("--json");
    expect(metricsIn(run("status", "--prometheus").stdout).map(({ name }) => name)).toEqual(["tt_info", "tt_store_up"]);
  });
});

function isThere(program: string): boolean {
  return (process.env["PATH"] ?? "").split(":").some((directory) => existsSync(join(directory, program)));
}

/** Whether an alert of docs/monitoring.md fires, two hours after 0, by a metric that does not change. */
function ruleTest(
  folder: string,
  { alert, metric, value }: { readonly alert: string; readonly metric: string; readonly value: number },
): boolean {
  const page = readFileSync(join(import.meta.dirname, "../../../docs/monitoring.md"), "utf8");
  writeFileSync(join(folder, "rules.yml"), /```yaml\n(.*?)```/s.exec(page)?.[1] ?? "");
  const passes = (samples: readonly object[]) => {
    const expr = `count(ALERTS{alertname="${alert}",alertstate="firing"})`;
    const test = {
      interval: "1m",
      input_series: [{ series: metric, values: `${value}x200` }],
      promql_expr_test: [{ expr, eval_time: "2h", exp_samples: samples }],
    };
    // JSON is YAML.
    writeFileSync(
      join(folder, "tests.yml"),
      JSON.stringify({ rule_files: ["rules.yml"], evaluation_interval: "1m", tests: [test] }),
    );
    return spawnSync("promtool", ["test", "rules", join(folder, "tests.yml")]).status === 0;
  };
  const [fires, isQuiet] = [passes([{ labels: "{}", value: 1 }]), passes([])];
  expect(fires).not.toBe(isQuiet);
  return fires;
}
