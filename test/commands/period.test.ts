import { expect, it } from "vitest";
import { periodRequestOf } from "../../src/commands/time/period.ts";
import { spokenPeriod } from "../../src/commands/time/spoken-period.ts";

const MONDAY = 1;
const SUNDAY = 7;

function period(name: string, now: string, { zone = "Europe/Berlin", firstDay = MONDAY } = {}) {
  const found = spokenPeriod(name, firstDay, { now: new Date(now), zone });
  return [found?.start ?? 0, found?.end ?? 0].map((seconds) => new Date(seconds * 1000).toISOString().slice(0, 16));
}

it.each([
  ["today", ["2026-03-28T23:00", "2026-03-29T22:00"]],
  ["yesterday", ["2026-03-27T23:00", "2026-03-28T23:00"]],
  ["week", ["2026-03-22T23:00", "2026-03-29T22:00"]],
  ["last-week", ["2026-03-15T23:00", "2026-03-22T23:00"]],
  ["month", ["2026-02-28T23:00", "2026-03-31T22:00"]],
  ["last-month", ["2026-01-31T23:00", "2026-02-28T23:00"]],
] as const)("on the day that clocks go forward, %s is local", (name, window) => {
  expect(period(name, "2026-03-29T12:00:00Z")).toEqual(window);
});

it.each([
  ["2026", ["2026-01-01T00:00", "2027-01-01T00:00"]],
  ["2026-02", ["2026-02-01T00:00", "2026-03-01T00:00"]],
  ["2026-W06", ["2026-02-02T00:00", "2026-02-09T00:00"]],
  ["2026-W53", ["2026-12-28T00:00", "2027-01-04T00:00"]],
  ["2026-02-03", ["2026-02-03T00:00", "2026-02-04T00:00"]],
  ["2026-02-01..2026-02-14", ["2026-02-01T00:00", "2026-02-15T00:00"]],
  ["2026-02..2026-03", ["2026-02-01T00:00", "2026-04-01T00:00"]],
  ["2026-03-01..today", ["2026-03-01T00:00", "2026-03-30T00:00"]],
  ["feb", ["2026-02-01T00:00", "2026-03-01T00:00"]],
  ["March", ["2026-03-01T00:00", "2026-04-01T00:00"]],
  // What has not begun is that of last year.
  ["apr", ["2025-04-01T00:00", "2025-05-01T00:00"]],
  ["q1", ["2026-01-01T00:00", "2026-04-01T00:00"]],
  ["Q4", ["2025-10-01T00:00", "2026-01-01T00:00"]],
] as const)("%s is the days that a person means", (name, window) => {
  expect(period(name, "2026-03-29T12:00:00Z", { zone: "UTC" })).toEqual(window);
});

it.each(["2026-13", "2026-02-30", "2026-W54", "26", "q5", "ma", "2026-02-14..x", "..", "a..b", "project"])(
  "%s is none",
  (name) => {
    expect(spokenPeriod(name, MONDAY, { now: new Date("2026-03-29T12:00:00Z"), zone: "UTC" })).toBeUndefined();
  },
);

it.each(["2026-02-14..2026-02-01", "2026-03..2026-02", "today..2026-02-01", "2026-03-29..yesterday"])(
  "%s ends before it begins",
  async (word) => {
    const clock = { now: new Date("2026-03-29T12:00:00Z"), zone: "UTC" };
    await expect(periodRequestOf(word, {}, clock)).rejects.toThrow(`the period '${word}' ends before it begins`);
  },
);

it("a week begins with the day that is asked for, today included", () => {
  const zone = "UTC";
  expect(period("week", "2026-03-29T12:00:00Z", { zone, firstDay: SUNDAY })[0]).toBe("2026-03-29T00:00");
  expect(period("week", "2026-03-28T12:00:00Z", { zone, firstDay: SUNDAY })[0]).toBe("2026-03-22T00:00");
});

it("the day is that of the zone", () => {
  expect(period("today", "2026-03-02T23:30:00Z", { zone: "Europe/Berlin" })[0]).toBe("2026-03-02T23:00");
  expect(period("today", "2026-03-02T23:30:00Z", { zone: "America/New_York" })[0]).toBe("2026-03-02T05:00");
});

it("a date of --since is the zone's midnight", async () => {
  const clock = { now: new Date("2026-03-02T12:00:00Z"), zone: "Asia/Tokyo" };
  expect((await periodRequestOf(undefined, { since: "2026-03-01", until: "today" }, clock)).window).toEqual({
    start: Date.parse("2026-02-28T15:00:00Z") / 1000,
    end: Date.parse("2026-03-01T15:00:00Z") / 1000,
  });
});

it("an empty window is refused", async () => {
  const clock = { now: new Date("2026-03-02T12:00:00Z"), zone: "UTC" };
  await expect(periodRequestOf(undefined, { since: "2026-03-02", until: "today" }, clock)).rejects.toThrow(
    "are one moment",
  );
});

it("a day whose midnight comes twice begins with the first, however it is named", async () => {
  // Havana sets its clocks back from 1 to 0 o'clock.
  const zone = "America/Havana";
  const begins = async (since: string, now: string) =>
    (await periodRequestOf(undefined, { since }, { now: new Date(now), zone })).window.start;
  const first = Date.parse("2026-11-01T04:00:00Z") / 1000;
  const noon = "2026-11-01T17:00:00Z";
  for (const since of ["2026-11-01", "20261101", "2026-W44-7", "2026-305", "2026-11", "today"])
    expect([since, await begins(since, noon)]).toEqual([since, first]);
  expect(await begins("yesterday", "2026-11-02T17:00:00Z")).toBe(first);
  expect(spokenPeriod("today", MONDAY, { now: new Date(noon), zone })?.start).toBe(first);
  // A time is what it says.
  expect(await begins("2026-11-01T00:30:00-05:00", noon)).toBe(first + 5400);
});
