/** Local times, and the instants that they name. */
import { DateTime, IANAZone } from "luxon";
import { describe, expect, it } from "vitest";
import { LocalTimes } from "../../src/logs/record/local-time.ts";
import { seededRandom } from "../support/random/random.ts";

const ZONES = [
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "America/St_Johns",
  "Asia/Kathmandu",
  "Australia/Lord_Howe",
  "Pacific/Chatham",
  "Pacific/Apia",
  "Africa/Casablanca",
];

describe("a local time", () => {
  it("is the instant at which the clocks of its zone show it, the first of two", () => {
    const random = seededRandom(7);
    for (const name of ZONES) {
      const [times, zone] = [new LocalTimes(name), IANAZone.create(name)];
      for (let at = 0; at < 150; at++) {
        const instant = Date.UTC(2008, 0, 1) + random.below(20 * 365 * 24 * 60) * 60_000;
        const local = DateTime.fromMillis(instant, { zone });
        const found = times.instant(local.toISO({ includeOffset: false }) ?? "");
        expect(found, `${name} ${local.toISO()}`).toBe(local.getPossibleOffsets()[0]?.toUTC().toISO());
      }
    }
  });

  it("that comes twice is the first, and one that never comes has the offset before", () => {
    const berlin = new LocalTimes("Europe/Berlin");
    expect(berlin.instant("2026-10-25T02:30:00.999999")).toBe("2026-10-25T00:30:00.999Z");
    expect(berlin.instant("2026-10-25T03:00:00")).toBe("2026-10-25T02:00:00.000Z");
    expect(berlin.instant("2026-03-29T02:30:00")).toBe("2026-03-29T01:30:00.000Z");
    expect(berlin.instant("2026-03-29T01:59:59")).toBe("2026-03-29T00:59:59.000Z");
    const apia = new LocalTimes("Pacific/Apia");
    // A day that was left out.
    expect(apia.instant("2011-12-30T12:00:00")).toBe("2011-12-30T22:00:00.000Z");
    expect(apia.instant("2011-12-31T12:00:00")).toBe("2011-12-30T22:00:00.000Z");
  });

  it("is none on a day that there is not", () => {
    const times = new LocalTimes("UTC");
    for (const local of ["2026-02-30T10:00:00", "2026-02-01T24:00:00", "2026-02-01", "x", "0999-12-31T00:00:00"])
      expect(times.instant(local), local).toBeUndefined();
    expect(() => new LocalTimes("Mars/Base")).toThrow(RangeError);
  });
});
