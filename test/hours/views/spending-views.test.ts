import { describe, expect, it } from "vitest";
import { TakenLog } from "../../../src/hours/activities/taken.ts";
import { arrange } from "../../../src/hours/activities/arrange.ts";
import { NO_MAP } from "../../../src/hours/projects/project-map.ts";
import type { ReportRequest } from "../../../src/hours/report/figures.ts";
import { reportOf } from "../../../src/hours/report/report.ts";
import { markdownView } from "../../../src/hours/views/markdown.ts";
import { parameters } from "../../../src/hours/views/parameters.ts";
import { costText } from "../../../src/hours/views/spending/columns.ts";
import { tableView } from "../../../src/hours/views/table.ts";
import { displayWidth } from "../../../src/lib/text/display-width.ts";
import { dollarsOf } from "../../../src/spending/dollars.ts";
import { Meter } from "../../../src/spending/meter.ts";
import { parsePrices, PriceList } from "../../../src/spending/price-list.ts";
import { NOTHING_SPENT } from "../../../src/spending/spending.ts";
import { event, prompt, RULES } from "../../support/store/week.ts";

const row = (input: number) => ({ input_cost_per_token: input, output_cost_per_token: 0 });
const models = parsePrices(
  JSON.stringify({ dear: row(1e-3), gift: row(0), "two-20260101": row(1e-6), "two-20260202": row(2e-6) }),
);
if (typeof models === "string") throw new Error(models);
const prices = new PriceList([{ name: "own\u001b[2J", date: "2026-03-01", models }]);
const request: ReportRequest = {
  rules: RULES,
  window: { start: -Infinity, end: Infinity },
  zone: "UTC",
  by: ["project"],
  map: NO_MAP,
  rounding: undefined,
  tokens: { prices, tokenless: new Set() },
};
const taken = new TakenLog(request.window, new Meter(prices));
const all = { cache_read_tokens: 3_000_000, cache_write_tokens: 40_000, output_tokens: 5000, reasoning_tokens: 100 };
const activities = arrange(
  [
    prompt("09:00:00"),
    event("agent_usage", "09:01:00", { model: "dear", input_tokens: 2000, ...all }),
    event("agent_usage", "09:02:00", { model: "two", input_tokens: 7 }),
    event("agent_usage", "09:03:00", { model: "gift", input_tokens: 9 }),
    event("agent_usage", "09:04:00", { model: "=evil|\u001b[31m\u202e", input_tokens: 8 }),
    event("agent_usage", "09:05:00", { input_tokens: 1, cwd: "/w/庭の計画" }),
  ],
  undefined,
  taken,
);
const found = reportOf({ all: () => activities, sessions: () => [activities], taken: () => taken.all() }, request);

describe("a cost", () => {
  const spent = { ...NOTHING_SPENT, usage: { input: 10 }, unpriced: 10 };

  it("that a log states is told with `+` beside tokens without a price; `?` is for what has none at all", () => {
    expect(costText({ ...spent, stated: dollarsOf(0.5) })).toBe("0.50+");
    expect(costText({ ...spent, listed: 1n })).toBe("<0.01+");
    expect(costText(spent)).toBe("?");
    expect(costText({ ...spent, usage: { input: 11 } })).toBe("0.00+");
  });

  it("is told with the lists by which it is priced alone", () => {
    const older = {
      name: "older",
      date: "2025-01-01",
      models: new Map([...models].filter(([name]) => name === "gift")),
    };
    const lists = new PriceList([
      { name: "newer", date: "2026-01-01", models: new Map([...models].slice(0, 1)) },
      older,
    ]);
    const of = (...names: readonly string[]) =>
      parameters(
        { ...request, tokens: { prices: lists, tokenless: new Set() } },
        new Map(names.map((name) => [name, spent])),
      ).prices;
    expect(of("dear")).toBe("newer of 2026-01-01");
    expect(of("dear", "gift")).toBe("newer of 2026-01-01, older of 2025-01-01");
  });
});

describe("a table of tokens", () => {
  const head = (columns: number) => tableView(found, request, { columns, colours: false }).split("\n").slice(0, 13);

  it("tells each kind of token where there is room, else those of caches together, else all together", () => {
    expect([140, 80, 50].map((columns) => head(columns)[2])).toEqual([
      "project     human    agent    union  input  output  cache read  cache write  reasoning      cost",
      "project     human    agent    union  input  output     cached      cost",
      "project     human    agent     tokens      cost",
    ]);
    for (const columns of [140, 80, 50])
      for (const line of head(columns).slice(0, 6)) expect(displayWidth(line)).toBeLessThanOrEqual(columns);
  });

  it("says of each model by which price it is told, or why by none", () => {
    const lines = head(140)
      .slice(8)
      .map((line) => line.replaceAll(/ {2,}/g, "  "));
    expect(lines).toEqual([
      "dear  2,000  5,000  3,000,000  40,000  100  3042.00",
      "gift  9  0.00  for nothing, the list says",
      "=evil|\\u{1b}[31m\\u{202e}  8  ?  no price",
      "two  7  ?  no price: it may be two-20260101 or two-20260202",
      "(no model)  1  ?  no price: its log names no model",
    ]);
  });

  it("lets no name command a terminal, nor end a cell of Markdown", () => {
    const table = tableView(found, request, { columns: undefined, colours: false });
    // oxlint-disable-next-line no-control-regex
    expect(table + markdownView(found, request)).not.toMatch(/[\u0000-\u0009\u001b\u202e]/);
    expect(markdownView(found, request)).toContain("| =evil\\|");
  });
});
