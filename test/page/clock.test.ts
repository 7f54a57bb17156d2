import { expect, it } from "vitest";
import { changesOf, clockTime, hoursOf } from "../../src/page/browser/lanes/clock.ts";
import { modelOf } from "../../src/page/browser/model/model.ts";
import { daysOf } from "../../src/page/days.ts";
import { at } from "../support/store/week.ts";

function dayOf(date: string, zone: string) {
  const noon = at(`${date}T12:00:00Z`);
  const days = daysOf({ start: noon, end: noon + 1 }, [], zone);
  const hours = { human_s: 0, agent_s: 0, union_s: 0 };
  const detail = { period: "", counted: [], remarks: [], week_start: 1, days, subjects: [], stretches: [], billed: [] };
  const known_by = { human: {}, agent: {} };
  const [day] = modelOf({ parameters: { time_zone: zone, by: [] }, total: hours, known_by, left_out: {}, detail }).days;
  if (day === undefined) throw new Error("there is a day");
  return day;
}

const told = (date: string, zone: string) => {
  const day = dayOf(date, zone);
  return { hours: hoursOf(day).map(({ hour }) => hour), changes: changesOf(day).map(({ text }) => text) };
};
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, nth) => from + nth);

it("a day has the hours that its clocks show", () => {
  expect(told("2026-03-02", "Europe/Berlin")).toEqual({ hours: range(0, 23), changes: [] });
  expect(told("2026-03-29", "Europe/Berlin")).toEqual({
    hours: [0, 1, ...range(3, 23)],
    changes: ["clocks forward 1 h"],
  });
  expect(told("2026-10-25", "Europe/Berlin")).toEqual({
    hours: [0, 1, 2, 2, ...range(3, 23)],
    changes: ["clocks back 1 h"],
  });
  // Half an hour, and a midnight that does not come.
  expect(told("2026-04-05", "Australia/Lord_Howe").changes).toEqual(["clocks back 30 min"]);
  expect(told("2026-09-06", "America/Santiago").hours).toEqual(range(1, 23));
  expect(told("2026-03-02", "Asia/Kolkata").hours).toEqual(range(0, 23));
});

it("of a period of centuries there are only the days with time", () => {
  const days = daysOf(
    { start: at("1000-01-01T00:00:00Z"), end: at("9999-12-31T00:00:00Z") },
    [
      { start: at("9999-12-30T23:30:00Z"), end: at("9999-12-31T00:00:00Z") },
      { start: at("1000-01-01T23:30:00Z"), end: at("1000-01-02T00:30:00Z") },
      { start: at("1000-01-02T00:30:00Z"), end: at("1000-01-02T00:40:00Z") },
    ],
    "UTC",
  );
  expect(days.map(({ day }) => day)).toEqual(["1000-01-01", "1000-01-02", "9999-12-30"]);
});

it("a moment has the time of the clocks then", () => {
  const day = dayOf("2026-03-29", "Europe/Berlin");
  expect(clockTime(day, at("2026-03-29T00:59:00Z"))).toBe("01:59:00");
  expect(clockTime(day, at("2026-03-29T01:00:00Z"))).toBe("03:00:00");
  expect(clockTime(day, day.end)).toBe("24:00:00");
});
