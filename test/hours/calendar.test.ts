import fc from "fast-check";
import { DateTime } from "luxon";
import { describe, expect, it } from "vitest";
import { Calendar, haveSameDays } from "../../src/hours/calendar.ts";
import { times } from "../support/shares.ts";
import { at } from "../support/store/week.ts";

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

describe("a day by its name", () => {
  const named = (zone: string, date: string) => {
    const found = new Calendar(zone).dayCalled(date);
    return found && [found.date, new Date(found.start * 1000).toISOString(), (found.end - found.start) / HOUR];
  };

  it("is that of the zone, also where it has no midnight", () => {
    expect(named("Pacific/Kiritimati", "2026-03-10")).toEqual(["2026-03-10", "2026-03-09T10:00:00.000Z", 24]);
    expect(named("America/Santiago", "2026-09-06")).toEqual(["2026-09-06", "2026-09-06T04:00:00.000Z", 23]);
    expect(named("UTC", "9999-12-31")).toEqual(["9999-12-31", "9999-12-31T00:00:00.000Z", 24]);
  });

  it("is none where the zone skipped it, where there is none of that name, or no such zone", () => {
    expect(named("Pacific/Apia", "2011-12-30")).toBeUndefined();
    expect(named("UTC", "2026-02-30")).toBeUndefined();
    expect(named("Mars/Olympus", "2026-03-10")).toBeUndefined();
  });
});

describe("two zones have the same days", () => {
  const march = { start: at("2026-03-01T00:00:00Z"), end: at("2026-04-01T00:00:00Z") };

  it.each([
    ["UTC", "utc", true],
    ["UTC", "Etc/UTC", true],
    ["UTC", "Atlantic/Reykjavik", true],
    ["UTC", "Europe/London", false],
    ["UTC", "Mars/Olympus", false],
  ])("of a period that is cut by %s and by %s: %s", (zone, other, isSame) => {
    expect(haveSameDays(march, zone, other)).toBe(isSame);
  });

  it("not where they have other dates, though they begin and end alike", () => {
    const day = { start: at("2026-03-09T10:00:00Z"), end: at("2026-03-10T10:00:00Z") };
    expect(haveSameDays(day, "Pacific/Kiritimati", "Pacific/Honolulu")).toBe(false);
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

  it("are as long as they were where clocks are changed by half an hour", () => {
    // Back from two o'clock to half past one, and forward from two to half past two.
    expect(hours("Australia/Lord_Howe", "2026-04-04T13:00Z", "2026-04-04T17:00Z")).toEqual([
      ["00", 60],
      ["01", 60],
      ["01", 30],
      ["02", 60],
      ["03", 30],
    ]);
    expect(hours("Australia/Lord_Howe", "2026-10-03T14:30Z", "2026-10-03T17:00Z")).toEqual([
      ["01", 60],
      ["02", 30],
      ["03", 60],
    ]);
  });

  it("end where clocks are changed within them", () => {
    // Caracas went from half past two to three o'clock, Pyongyang from half past eleven to midnight.
    expect(hours("America/Caracas", "2016-05-01T06:30Z", "2016-05-01T08:00Z")).toEqual([
      ["02", 30],
      ["03", 60],
    ]);
    expect(hours("Asia/Pyongyang", "2018-05-04T14:30Z", "2018-05-04T16:00Z")).toEqual([
      ["23", 30],
      ["00", 60],
    ]);
  });

  it("are the whole, each second in the hour that luxon says, in any zone and on any day", () => {
    const zones = (
      "Australia/Lord_Howe America/St_Johns America/Caracas America/Havana Asia/Pyongyang Asia/Kathmandu Asia/Gaza " +
      "Pacific/Apia Pacific/Chatham Europe/Berlin Antarctica/Troll"
    ).split(" ");
    const moment = fc.oneof(
      fc.integer({ min: at("2005-01-01T00:00Z"), max: at("2030-01-01T00:00Z") }).map((start) => ({ start })),
      fc.integer({ min: 2005, max: 2030 }).map((year) => ({ year })),
    );
    const length = fc.integer({ min: 1, max: 86_400 });
    fc.assert(
      fc.property(fc.constantFrom(...zones), moment, length, fc.nat(2 * 86_400), (zone, where, seconds, before) => {
        const start = "start" in where ? where.start : changeIn(zone, where.year) - before;
        const parts = [...new Calendar(zone).cutHours({ start, end: start + seconds })];
        expect(parts.reduce((sum, part) => sum + part.end - part.start, 0)).toBe(seconds);
        let from = start;
        for (const { start: begin, end, hour } of parts) {
          expect([begin, end > begin]).toEqual([from, true]);
          from = end;
          const moments = [begin, end - 1];
          for (let quarter = begin - (begin % 900) + 900; quarter < end; quarter += 900) moments.push(quarter);
          for (const second of moments)
            expect([second, DateTime.fromSeconds(second, { zone }).hour]).toEqual([second, Number(hour)]);
        }
      }),
      { numRuns: times(100) },
    );
  });
});

/** A moment within a day of a change of the clocks, or the middle of a year without one. */
function changeIn(zone: string, year: number): number {
  const first = at(`${year}-01-01T00:00Z`);
  const offset = (day: number) => DateTime.fromSeconds(first + day * 24 * HOUR, { zone }).offset;
  let day = 1;
  while (day < 366 && offset(day) === offset(day - 1)) day++;
  return first + (day === 366 ? 183 : day) * 24 * HOUR;
}
