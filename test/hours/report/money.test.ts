import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Dimension } from "../../../src/hours/projects/dimension.ts";
import { billOf, billingOf, BILLED, moneyText, roundingIn } from "../../../src/hours/report/money.ts";
import { termsFault } from "../../../src/hours/report/terms.ts";
import { parseProjectMap, type ProjectMap } from "../../../src/hours/projects/map-text.ts";
import { report } from "../../../src/hours/report/report.ts";
import { csvView } from "../../../src/hours/views/csv.ts";
import { rounded } from "../../../src/hours/report/rounding.ts";
import { daysOfWork } from "../../support/random/days-of-work.ts";
import { at, prompt, RULES, turn } from "../../support/store/week.ts";
import { times } from "../../support/shares.ts";

const everything = { rules: RULES, window: { start: -Infinity, end: Infinity }, zone: "UTC", amounts: true } as const;

describe("money", () => {
  it.each([
    [3600, 90, "EUR", 9000],
    [1800, 92.5, "EUR", 4625],
    // 20 minutes of 100 are 33.333...; half a cent goes up.
    [1200, 100, "EUR", 3333],
    [18, 1, "EUR", 1],
    [17, 1, "EUR", 0],
    [5400, 5000, "JPY", 7500],
    [3600, 1.234, "KWD", 1234],
    [0, 90, "EUR", 0],
  ])("%i s at %d %s an hour are %i of the smallest unit", (time, rate, currency, minor) => {
    const billing = billingOf({ rate, currency });
    expect(billing === undefined ? undefined : billOf(time, billing, undefined).minor).toBe(minor);
  });

  it.each([
    [123450, "EUR", "1234.50"],
    [5, "EUR", "0.05"],
    [7500, "JPY", "7500"],
    [1234, "KWD", "1.234"],
  ])("%i of %s is written %s", (minor, currency, text) => {
    expect(moneyText(minor, currency)).toBe(text);
  });

  it.each([
    [{ rate: 90 }, "currency: is missing"],
    [{ currency: "EUR" }, "rate: is missing"],
    [{ bill: "agent" as const }, "rate: is missing"],
    [{ rate: 90.123, currency: "EUR" }, "rate: more decimals than EUR has"],
    [{ rate: 0.5, currency: "JPY" }, "rate: more decimals than JPY has"],
    [{ rate: 90, currency: "EUR", bill: "union" as const, round: "15m:up" }, undefined],
  ])("terms %j: %s", (terms, fault) => {
    expect(termsFault(terms)).toBe(fault);
  });

  it.each([
    ['{"projects":[{"prefix":"/a","rate":-1,"currency":"EUR"}]}', "projects.0.rate"],
    [
      '{"projects":[{"prefix":"/a","rate":9,"currency":"EURO"}]}',
      "projects.0.currency: no currency of ISO 4217, such as EUR",
    ],
    ['{"projects":[{"prefix":"/a","rate":9,"currency":"EUR","bill":"days"}]}', "projects.0.bill"],
    ['{"projects":[{"prefix":"/a","rate":9,"currency":"EUR","round":"up"}]}', "projects.0.round: no rounding"],
    ['{"projects":[],"clients":[{"name":"Acme","rate":9}]}', "clients.0.currency: is missing"],
  ])("a map that says %s is refused", (text, message) => {
    expect(parseProjectMap(text, "/home/ana")).toContain(message);
  });

  it("is that of the project, else of its client, and of what has no rate nothing", () => {
    const map: ProjectMap = {
      projects: [
        { prefix: "/w/a", client: "Acme" },
        { prefix: "/w/b", client: "Acme", rate: 50, currency: "USD", bill: "agent", round: "1h:up" },
      ],
      clients: [{ name: "Acme", rate: 90, currency: "EUR" }],
    };
    const events = [
      prompt("09:00:00", { cwd: "/w/a" }),
      prompt("10:00:00", { cwd: "/w/b", session: "s2" }),
      turn("10:10:00", 600, { cwd: "/w/b", session: "s2" }),
      prompt("11:00:00", { cwd: "/w/c", session: "s3" }),
    ];
    const request = {
      ...everything,
      window: { start: 0, end: 3e9 },
      map,
      by: ["project"],
      rounding: undefined,
    } as const;
    const found = report(events, request);
    const { rows, total } = found;
    // In CSV an amount that there is none of is empty, not zero.
    const [head = [], ...lines] = csvView(found, request)
      .split("\n")
      .map((line) => line.split(","));
    const money = ["project", "amount_EUR", "amount_USD"].map((name) => head.indexOf(name));
    expect(lines.slice(0, 3).map((cells) => money.map((column) => cells[column]))).toEqual([
      ["b", "", "50.00"],
      ["a", "7.50", ""],
      ["c", "", ""],
    ]);
    expect(rows.map(({ names, amounts }) => [...names, ...amounts])).toEqual([
      ["b", ["USD", 5000]],
      ["a", ["EUR", 750]],
      ["c"],
    ]);
    expect([...total.amounts]).toEqual([
      ["EUR", 750],
      ["USD", 5000],
    ]);
  });

  it("is counted by each rate where entries of one name have several", () => {
    const map: ProjectMap = {
      projects: [
        { prefix: "/w/a", name: "Garden", rate: 12, currency: "EUR" },
        { prefix: "/w/b", name: "Garden", rate: 120, currency: "EUR" },
      ],
    };
    const events = [prompt("09:00:00", { cwd: "/w/a" }), prompt("10:00:00", { cwd: "/w/b", session: "s2" })];
    const { rows, total } = report(events, { ...everything, map, by: ["project"], rounding: undefined });
    expect(rows.map(({ names, amounts }) => [...names, ...amounts])).toEqual([["Garden", ["EUR", 100 + 1000]]]);
    expect([...total.amounts]).toEqual([["EUR", 1100]]);
  });

  it("adds up to the smallest unit for any rate, rounding and grouping, and never from one currency to another", () => {
    const terms = fc.record({
      rate: fc.integer({ min: 1, max: 30_000 }).map((cents) => cents / 100),
      currency: fc.constantFrom("EUR", "USD", "CHF"),
      bill: fc.constantFrom(...BILLED),
      round: fc.constantFrom(undefined, "6m", "15m:up"),
    });
    const by = fc.subarray<Dimension>(["project", "client", "tag", "day", "week", "month", "weekday", "person"], {
      minLength: 1,
    });
    fc.assert(
      fc.property(daysOfWork, terms, terms, by, fc.constantFrom(undefined, "15m"), (events, one, other, by, round) => {
        const map: ProjectMap = {
          projects: [
            { prefix: "/w/a", ...one },
            { prefix: "/w/b", client: "B" },
          ],
          clients: [{ name: "B", ...other }],
        };
        const rounding = round === undefined ? undefined : roundingIn(round);
        const request = { ...everything, map, rounding };
        const days = report(events, { ...request, by: ["day", "project"] });
        const told = report(events, { ...request, by });
        expect([...told.total.amounts]).toEqual([...days.total.amounts]);
        const sums = new Map<string, number>();
        for (const { amounts } of told.rows)
          for (const [currency, minor] of amounts) sums.set(currency, (sums.get(currency) ?? 0) + minor);
        expect(new Map(sums)).toEqual(new Map(told.total.amounts));
        // By whole numbers of another kind.
        for (const { names, amounts, ...row } of days.rows) {
          const { rate, currency, bill, round: own } = names[1] === "a" ? one : other;
          const step = rounding ?? (own === undefined ? undefined : roundingIn(own));
          const time = BigInt(bill === "union" ? rounded(row.union, step) : row[bill]);
          const exact = bill === "union" || rounding !== undefined ? time : BigInt(rounded(Number(time), step));
          const minor = (exact * BigInt(Math.round(rate * 100)) * 2n + 3600n) / 7200n;
          expect([...amounts]).toEqual([[currency, Number(minor)]]);
        }
      }),
      { numRuns: times(25) },
    );
  });
});

it("the time of a window is billed by its days", () => {
  const map: ProjectMap = { projects: [{ prefix: "/home/ana", rate: 60, currency: "EUR", round: "15m:up" }] };
  const events = [prompt("23:58:00"), prompt("2026-03-03T00:02:00")];
  const window = { start: at("2026-03-02T00:00:00Z"), end: at("2026-03-04T00:00:00Z") };
  const { total } = report(events, { ...everything, window, map, by: ["project"], rounding: undefined });
  // A quarter of an hour a day.
  expect([...total.amounts]).toEqual([["EUR", 3000]]);
});
