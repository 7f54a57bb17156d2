import { describe, expect, it } from "vitest";
import { Calendar } from "../../src/hours/calendar.ts";
import { at } from "../support/week.ts";

const HOUR = 3600;

function day(zone: string, moment: string) {
  const { date, start, end } = new Calendar(zone).dayOf(at(moment));
  return [date, new Date(start * 1000).toISOString(), (end - start) / HOUR];
}

describe("local days", () => {
  it("have 23 hours when clocks go forward, 25 when they go back", () => {
    expect(day("Europe/Berlin", "2026-03-29T12:00Z")).toEqual(["2026-03-29", "2026-03-28T23:00:00.000Z", 23]);
    expect(day("Europe/Berlin", "2026-10-25T12:00Z")).toEqual(["2026-10-25", "2026-10-24T22:00:00.000Z", 25]);
  });

  it("begin with the first of two midnights", () => {
    // Havana sets its clocks back from 1 to 0 o'clock.
    expect(day("America/Havana", "2026-11-01T12:00Z")).toEqual(["2026-11-01", "2026-11-01T04:00:00.000Z", 25]);
    expect(day("America/Havana", "2026-11-01T04:30Z")[0]).toBe("2026-11-01");
  });

  it("begin at one o'clock where there is no midnight", () => {
    expect(day("America/Havana", "2026-03-08T12:00Z")).toEqual(["2026-03-08", "2026-03-08T05:00:00.000Z", 23]);
  });

  it("may be left out altogether", () => {
    // Samoa had no 30 December 2011.
    const dates = [
      ...new Calendar("Pacific/Apia").cut({ start: at("2011-12-29T00:00Z"), end: at("2011-12-31T12:00Z") }),
    ];
    expect(dates.map(({ date }) => date)).toEqual(["2011-12-28", "2011-12-29", "2011-12-31", "2012-01-01"]);
  });

  it("cut a span at midnight, and the parts are the whole", () => {
    const span = { start: at("2026-03-02T22:50:00Z"), end: at("2026-03-02T23:10:00Z") };
    expect([...new Calendar("Europe/Berlin").cut(span)].map(({ date, start, end }) => [date, end - start])).toEqual([
      ["2026-03-02", 600],
      ["2026-03-03", 600],
    ]);
    expect([...new Calendar("UTC").cut({ start: 5, end: 5 })]).toEqual([]);
  });
});

describe("hours of the clock", () => {
  const hours = (zone: string, start: string, end: string) =>
    [...new Calendar(zone).cutHours({ start: at(start), end: at(end) })].map(({ hour, start: from, end: to }) => [
      hour,
      (to - from) / 60,
    ]);

  it("cut a span where they begin, by the clocks of the zone", () => {
    expect(hours("Europe/Berlin", "2026-03-02T08:30Z", "2026-03-02T10:15Z")).toEqual([
      ["09", 30],
      ["10", 60],
      ["11", 15],
    ]);
    // Half an hour off.
    expect(hours("Asia/Kolkata", "2026-03-02T08:00Z", "2026-03-02T09:00Z")).toEqual([
      ["13", 30],
      ["14", 30],
    ]);
  });

  it("come twice when clocks go back, and one is left out when they go forward", () => {
    expect(hours("Europe/Berlin", "2026-10-25T00:30Z", "2026-10-25T02:30Z")).toEqual([
      ["02", 30],
      ["02", 60],
      ["03", 30],
    ]);
    expect(hours("Europe/Berlin", "2026-03-29T00:30Z", "2026-03-29T01:30Z")).toEqual([
      ["01", 30],
      ["03", 30],
    ]);
  });
});
