/** What models took is told beside hours by the same groups, and adds up. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { StoredEvent } from "../../../src/events/stored-event.ts";
import type { Activities } from "../../../src/hours/activities/activity-log.ts";
import { arrange } from "../../../src/hours/activities/arrange.ts";
import { TakenLog } from "../../../src/hours/activities/taken.ts";
import { DIMENSIONS, type Dimension } from "../../../src/hours/projects/dimension.ts";
import type { ProjectMap } from "../../../src/hours/projects/project-map.ts";
import type { Report, ReportRequest } from "../../../src/hours/report/figures.ts";
import { report, reportOf } from "../../../src/hours/report/report.ts";
import { csvView } from "../../../src/hours/views/csv.ts";
import { reportJson } from "../../../src/hours/views/json.ts";
import { costText } from "../../../src/hours/views/spending/columns.ts";
import { Meter } from "../../../src/spending/meter.ts";
import { parsePrices, PriceList } from "../../../src/spending/price-list.ts";
import { added, NOTHING_SPENT, sumOf, type Spent } from "../../../src/spending/spending.ts";
import { daysOfWork } from "../../support/random/days-of-work.ts";
import { times } from "../../support/shares.ts";
import { event, RULES } from "../../support/store/week.ts";

const ZONES = ["UTC", "Europe/Berlin", "America/Havana", "Asia/Kathmandu", "Pacific/Apia", "Australia/Lord_Howe"];
const BEGIN = Date.parse("2026-03-28T12:00:00Z");
const map: ProjectMap = {
  projects: [
    { prefix: "/w/a", client: "Acme" },
    { prefix: "/w/c", ignore: true },
  ],
};
const models = parsePrices(
  JSON.stringify({
    // Prices that have no short binary fraction.
    a: { input_cost_per_token: 1.1e-6, output_cost_per_token: 3.3e-6, cache_read_input_token_cost: 7e-8 },
    b: { input_cost_per_token: 1e-7, output_cost_per_token: 7e-7, input_cost_per_token_above_128k_tokens: 3e-7 },
  }),
);
if (typeof models === "string") throw new Error(models);
const prices = new PriceList([{ name: "own", date: "2026-03-01", models }]);

const anyUsage: fc.Arbitrary<StoredEvent> = fc
  .record({
    millis: fc.nat(4 * 86_400_000),
    session: fc.constantFrom("s0", "s1", "s9"),
    cwd: fc.constantFrom("/w/a", "/w/b", "/w/c", null),
    agent: fc.constantFrom("claude-code", "codex"),
    machine: fc.constantFrom(undefined, "laptop"),
    model: fc.constantFrom("a", "b", "unheard-of", undefined),
    input_tokens: fc.nat(200_000),
    output_tokens: fc.option(fc.nat(5000), { nil: undefined }),
    cache_read_tokens: fc.option(fc.nat(100_000), { nil: undefined }),
    cache_write_1h_tokens: fc.option(fc.nat(100_000), { nil: undefined }),
    cost_usd: fc.option(fc.double({ min: 0.001, max: 1, noNaN: true }), { nil: undefined, freq: 5 }),
  })
  .map(({ millis, machine, ...details }) =>
    event("agent_usage", new Date(BEGIN + millis).toISOString(), {
      ...details,
      ...(machine === undefined ? undefined : { machine }),
    }),
  );

const request: ReportRequest = {
  rules: RULES,
  window: { start: -Infinity, end: Infinity },
  zone: "UTC",
  by: ["project"],
  map,
  rounding: undefined,
  tokens: { prices, tokenless: new Set() },
};

function activitiesOf(events: readonly StoredEvent[], { window }: ReportRequest): Activities {
  const taken = new TakenLog(window, new Meter(prices));
  const activities = arrange(events, undefined, taken);
  return {
    all: () => activities,
    sessions: () => [activities],
    taken: () => taken.all(),
    takenAround: () => taken.around(),
  };
}

const told = (events: readonly StoredEvent[], asked: ReportRequest) => reportOf(activitiesOf(events, asked), asked);
const rowsOf = (found: Report, asked: ReportRequest) =>
  reportJson(found, asked).rows as readonly {
    readonly usage?: Readonly<Record<string, number>>;
    readonly cost?: { readonly amount?: string; readonly unpriced_tokens: number };
  }[];

/** What stands in columns of CSV, line by line. */
function cellsOf(csv: string, names: readonly string[]): readonly (readonly (string | undefined)[])[] {
  const [head = [], ...lines] = csv
    .trimEnd()
    .split("\n")
    .map((line) => line.split(","));
  return lines.map((line) => names.map((name) => line[head.indexOf(name)]));
}

const sum = (spents: Iterable<Spent>) => [...spents].reduce(added, NOTHING_SPENT);
const grouping = fc.subarray<Dimension>([...DIMENSIONS], { minLength: 1, maxLength: 3 });
const events = fc.tuple(daysOfWork, fc.array(anyUsage, { maxLength: 30 })).map((lists) => lists.flat());

describe("what models took", () => {
  it("is the same in all whatever it is grouped by, in every zone, and is that of the events one by one", () => {
    fc.assert(
      fc.property(events, grouping, fc.constantFrom(...ZONES), (list, by, zone) => {
        const asked = { ...request, by, zone };
        const { rows, total } = told(list, asked);
        const rowSum = sum(rows.flatMap(({ spending }) => (spending === undefined ? [] : [sumOf(spending)])));
        const all = total.spending === undefined ? NOTHING_SPENT : sumOf(total.spending);
        expect(rowSum).toEqual(all);
        const meter = new Meter(prices);
        // What is ignored is told nowhere; a session is where it last said that it is.
        if (list.every(({ cwd }) => cwd !== "/w/c"))
          expect(all).toEqual(
            sum(list.flatMap((one) => (one.type === "agent_usage" ? (meter.read(one)?.spent ?? []) : []))),
          );
      }),
      { numRuns: times(40) },
    );
  });

  it("changes no hour, and depends on no order and no repetition of events", () => {
    fc.assert(
      fc.property(events, grouping, fc.integer(), (list, by, seed) => {
        const asked = { ...request, by };
        const found = told(list, asked);
        const { human, agent, union } = report(list, asked).total;
        expect(found.total).toMatchObject({ human, agent, union });
        const mixed = [...list, ...list.slice(0, 5)]
          .map((one, at) => ({ one, key: Math.abs(at * 7919 + seed) % 101 }))
          .sort((a, b) => a.key - b.key);
        const again = mixed.map(({ one }) => one);
        expect(told(again, asked)).toEqual(found);
      }),
      { numRuns: times(40) },
    );
  });

  it("of parts of a time adds up to that of the whole", () => {
    fc.assert(
      fc.property(events, fc.nat(4 * 86_400), (list, part) => {
        const middle = BEGIN / 1000 + part;
        const of = (window: ReportRequest["window"]) =>
          sumOf(told(list, { ...request, window }).total.spending ?? new Map<string, Spent>());
        const both = added(of({ start: -Infinity, end: middle }), of({ start: middle, end: Infinity }));
        expect(both).toEqual(of(request.window));
      }),
      { numRuns: times(40) },
    );
  });

  it("is the same in JSON and in CSV, to the last decimal", () => {
    fc.assert(
      fc.property(events, (list) => {
        const asked: ReportRequest = { ...request, by: ["day", "agent"] };
        const found = told(list, asked);
        const columns = ["input_tokens", "cache_write_1h_tokens", "cost_usd", "unpriced_tokens"];
        expect(cellsOf(csvView(found, asked), columns)).toEqual(
          rowsOf(found, asked).map(({ usage, cost }) => [
            String(usage?.["input_tokens"] ?? ""),
            String(usage?.["cache_write_1h_tokens"] ?? ""),
            cost?.amount ?? "",
            String(cost?.unpriced_tokens ?? ""),
          ]),
        );
      }),
      { numRuns: times(15) },
    );
  });

  it("has no amount, in JSON and in CSV, where nothing has a price and the table says `?`", () => {
    const unpriced = (cwd: string, details: object = {}) =>
      event("agent_usage", "09:00:00", { cwd, session: cwd, model: "unheard-of", input_tokens: 5, ...details });
    fc.assert(
      fc.property(events, fc.constantFrom<Dimension>("project", "session", "hour"), (list, by) => {
        const asked: ReportRequest = { ...request, by: [by] };
        const known = unpriced("/w/d", { id: "stated", input_tokens: 0, cost_usd: 0.5 });
        const found = told([...list, unpriced("/w/a"), unpriced("/w/b"), unpriced("/w/d"), known], asked);
        const amounts = found.rows.map(({ spending }) => {
          const text = costText(spending && sumOf(spending));
          return text === "?" || text === "" ? "" : (expect.stringMatching(/^\d+\.\d{2,}$/) as string);
        });
        expect(rowsOf(found, asked).map(({ cost }) => cost?.amount ?? "")).toEqual(amounts);
        expect(cellsOf(csvView(found, asked), ["cost_usd"]).flat()).toEqual(amounts);
      }),
      { numRuns: times(15), examples: [[[], "project"]] },
    );
    const asked: ReportRequest = { ...request, by: ["project"] };
    const found = told([unpriced("/w/a")], asked);
    expect(rowsOf(found, asked).map(({ cost }) => cost)).toEqual([
      { currency: "USD", by_logs: "0.00", by_list: "0.00", unpriced_tokens: 5 },
    ]);
    expect(cellsOf(csvView(found, asked), ["cost_usd"])).toEqual([[""]]);
  });
});

describe("a session's tokens", () => {
  const first = event("agent_usage", "09:00:00", { session: "s1", cwd: null, input_tokens: 5, model: "a" });
  const use = event("agent_tool_use", "09:00:10", { session: "s1", cwd: "/w/a", tool: "Read", tool_kind: "file_read" });
  const later = event("agent_usage", "09:00:20", {
    session: "s1",
    cwd: null,
    input_tokens: 7,
    model: "a",
    agent_id: "sub",
  });

  it("are of the project that it works on, also before it says so, and those of its sub-agents", () => {
    const { rows } = told([first, use, later], { ...request, by: ["client", "project"] });
    expect(rows.map(({ names, spending }) => [...names, spending?.get("a")?.usage.input])).toEqual([["Acme", "a", 12]]);
  });

  it("are of the local hour and of the window in which they were told, its end not in it", () => {
    const times = ["09:59:59", "10:14:59", "10:15:00"];
    const list = times.map((time, at) =>
      event("agent_usage", time, { session: "s1", cwd: "/w/a", input_tokens: 10 ** at }),
    );
    const input = (asked: Partial<ReportRequest>) =>
      told(list, { ...request, ...asked }).rows.map(({ names, spending }) => [
        ...names,
        sumOf(spending ?? new Map()).usage.input,
      ]);
    // In Kathmandu hours begin at a quarter past.
    expect(input({ by: ["hour"], zone: "Asia/Kathmandu" })).toEqual([
      ["15", 11],
      ["16", 100],
    ]);
    expect(input({ by: ["hour"] })).toEqual([
      ["09", 1],
      ["10", 110],
    ]);
    const window = { start: Date.parse("2026-03-02T10:00:00Z") / 1000, end: Date.parse("2026-03-02T10:15:00Z") / 1000 };
    expect(input({ by: ["agent"], window })).toEqual([["claude-code", 10]]);
  });

  it("are missing where none are stored, and late where they begin on a later day than its work", () => {
    const other = event("agent_tool_use", "09:00:00", { session: "s2", agent: "cursor", cwd: "/w/a", tool: "Read" });
    const next = event("agent_usage", "2026-03-03T09:00:00Z", { session: "s1", cwd: "/w/a", input_tokens: 7 });
    const gaps = (list: readonly StoredEvent[]) =>
      told(list, { ...request, tokens: { prices, tokenless: new Set(["cursor"]) } }).tokenGaps;
    expect(gaps([use])).toEqual({ untold: [], missing: ["claude-code"], late: [], partly: [], machines: [undefined] });
    expect(gaps([first, use, other])).toEqual({ untold: ["cursor"], missing: [], late: [], partly: [], machines: [] });
    expect(gaps([use, next])).toEqual({
      untold: [],
      missing: [],
      late: [{ agent: "claude-code", worked: "2026-03-02", since: "2026-03-03" }],
      partly: [],
      machines: [undefined],
    });
  });

  it("are not late of another session of the day on which they begin: that one lacks some", () => {
    const other = { ...use, id: `${use.id}-s2`, session_id: "s2" };
    expect(told([first, use, other], request).tokenGaps).toEqual({
      untold: [],
      missing: [],
      late: [],
      partly: [{ agent: "claude-code", sessions: 1, from: "2026-03-02", to: "2026-03-02" }],
      machines: [undefined],
    });
  });

  it("are not late where only a turn that may have been cancelled, or an answer after midnight, was before them", () => {
    const late = (...list: readonly StoredEvent[]) => told(list, request).tokenGaps;
    const none = { untold: [], missing: [], late: [], partly: [], machines: [] };
    const turn = event("agent_turn", "09:00:00", { session: "s1", cwd: "/w/a", duration_ms: 5000 });
    const usage = (when: string) => event("agent_usage", when, { session: "s1", cwd: "/w/a", input_tokens: 7 });
    expect(late(turn, usage("2026-03-03T09:00:00Z"))).toEqual(none);
    expect(late(turn)).toEqual(none);
    const evening = event("agent_message", "2026-03-02T23:59:00Z", { session: "s1", cwd: "/w/a" });
    expect(late(evening, usage("2026-03-03T00:01:00Z"))).toEqual(none);
    const window = { start: Date.parse("2026-03-02") / 1000, end: Date.parse("2026-03-03") / 1000 };
    const asked = { ...request, window };
    expect(told([evening, usage("2026-03-03T00:01:00Z")], asked).tokenGaps).toEqual(none);
    expect(told([evening, usage("2026-03-03T09:00:00Z")], asked).tokenGaps?.missing).toEqual(["claude-code"]);
  });

  it("are neither missing nor late of a run whose end tells them, on whichever day around the window", () => {
    const gaps = (list: readonly StoredEvent[], since: string, until: string) =>
      told(list, {
        ...request,
        window: { start: Date.parse(since) / 1000, end: Date.parse(until) / 1000 },
        tokens: { prices, tokenless: new Set(), ofRuns: new Set(["copilot-cli"]) },
      }).tokenGaps;
    const of = (session: string, when: string, type: string) =>
      event(type, when, { session, agent: "copilot-cli", cwd: "/w/a", input_tokens: 7 });
    const run = [
      of("s1", "2026-03-09T22:00:00Z", "agent_message"),
      of("s1", "2026-03-09T22:01:00Z", "agent_turn"),
      of("s1", "2026-03-10T08:00:00Z", "agent_usage"),
    ];
    const none = { untold: [], missing: [], late: [], partly: [], machines: [] };
    expect(gaps(run, "2026-03-09", "2026-03-11")).toEqual(none);
    expect(gaps(run, "2026-03-09", "2026-03-10")).toEqual(none);
    const untold = of("s0", "2026-03-08T09:00:00Z", "agent_message");
    const late = [{ agent: "copilot-cli", worked: "2026-03-08", since: "2026-03-10" }];
    expect(gaps([untold, ...run], "2026-03-08", "2026-03-11")).toEqual({ ...none, late, machines: [undefined] });
    expect(gaps([untold, ...run], "2026-03-08", "2026-03-09")).toMatchObject({ missing: ["copilot-cli"] });
  });

  it("are missing of a session's day on which models answered and none are stored, after the first are", () => {
    const at = (when: string, type: string, session: string, more: object = {}) =>
      event(type, when, { session, cwd: "/w/a", ...more });
    const found = (list: readonly StoredEvent[], ofRuns: ReadonlySet<string> = new Set()) =>
      told(list, { ...request, zone: "Europe/Berlin", tokens: { prices, tokenless: new Set(), ofRuns } });
    const list = [
      first,
      use,
      // The same session a week later, and two others.
      at("2026-03-09T09:00:00Z", "agent_message", "s1"),
      at("2026-03-10T23:30:00Z", "agent_tool_use", "s2", { tool: "Read" }),
      at("2026-03-11T09:00:00Z", "agent_tool_use", "s3", { tool: "Read" }),
      at("2026-03-11T09:00:10Z", "agent_usage", "s3", { input_tokens: 7, model: "a" }),
    ];
    const partly = [{ agent: "claude-code", sessions: 2, from: "2026-03-09", to: "2026-03-11" }];
    expect(found(list).tokenGaps?.partly).toEqual(partly);
    const { total, rows } = found(list);
    expect([total, ...rows].map((row) => row.lacksTokens)).toEqual([true, undefined]);
    // Where tokens are told at the end of a run, it may have been another day.
    expect(found(list, new Set(["claude-code"])).tokenGaps?.partly).toEqual([]);
    // Nothing was taken by a prompt that was cancelled, and what was asked before midnight may be answered after it.
    const whole = [
      first,
      use,
      at("2026-03-09T09:00:00Z", "user_message", "s2"),
      at("2026-03-09T09:00:05Z", "agent_turn", "s2", { duration_ms: 5000 }),
      at("2026-03-09T22:59:00Z", "agent_tool_use", "s3", { tool: "Read" }),
      at("2026-03-09T23:01:00Z", "agent_usage", "s3", { input_tokens: 7, model: "a" }),
    ];
    expect(found(whole).tokenGaps?.partly).toEqual([]);
    expect(found(whole).total.lacksTokens).toBeUndefined();
  });
});
