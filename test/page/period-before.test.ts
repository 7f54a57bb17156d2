import { DateTime } from "luxon";
import { expect, it } from "vitest";
import { periodBefore } from "../../src/page/period-before.ts";

const zone = "Europe/Berlin";
const at = (time: string) => DateTime.fromISO(time, { zone }).toSeconds();
const LATER = at("2027-01-01");

function before(start: string, end: string, now = LATER): readonly string[] | undefined {
  const found = periodBefore({ start: at(start), end: at(end) }, zone, now);
  const text = (seconds: number) => DateTime.fromSeconds(seconds, { zone }).toFormat("yyyy-MM-dd HH:mm");
  return found && [text(found.start), text(found.end)];
}

it("is as long by the calendar, whatever clocks do", () => {
  expect(before("2026-03-23", "2026-03-30")).toEqual(["2026-03-16 00:00", "2026-03-23 00:00"]);
  expect(before("2026-03-30", "2026-04-06")).toEqual(["2026-03-23 00:00", "2026-03-30 00:00"]);
  expect(before("2026-03-01", "2026-04-01")).toEqual(["2026-02-01 00:00", "2026-03-01 00:00"]);
  expect(before("2026-04-01", "2026-07-01")).toEqual(["2026-01-01 00:00", "2026-04-01 00:00"]);
  expect(before("2026-01-01", "2027-01-01")).toEqual(["2025-01-01 00:00", "2026-01-01 00:00"]);
  expect(before("2026-03-02T10:00", "2026-03-02T12:00")).toEqual(["2026-03-02 08:00", "2026-03-02 10:00"]);
});

it("of a period that is under way is as much as has passed", () => {
  expect(before("2026-03-30", "2026-04-06", at("2026-04-01T15:30"))).toEqual(["2026-03-23 00:00", "2026-03-25 15:30"]);
  expect(before("2026-03-01", "2026-04-01", at("2026-03-31T12:00"))).toEqual(["2026-02-01 00:00", "2026-02-28 12:00"]);
});

it("is none where there is no end, or nothing has passed", () => {
  expect(periodBefore({ start: -Infinity, end: at("2026-04-06") }, zone, LATER)).toBeUndefined();
  expect(periodBefore({ start: at("2026-03-30"), end: Infinity }, zone, LATER)).toBeUndefined();
  expect(before("2026-03-30", "2026-04-06", at("2026-03-29"))).toBeUndefined();
});
