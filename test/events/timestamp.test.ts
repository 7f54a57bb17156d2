import fc from "fast-check";
import { DateTime } from "luxon";
import { describe, expect, it } from "vitest";
import { canonicalTimestamp } from "../../src/events/timestamp.ts";
import { times } from "../support/shares.ts";

describe("a canonical timestamp", () => {
  it.each([
    ["2026-03-02T09:00:00.123Z", "2026-03-02T09:00:00.123Z"],
    ["2026-03-02T09:00:00Z", "2026-03-02T09:00:00.000Z"],
    ["2026-03-02T09:00Z", "2026-03-02T09:00:00.000Z"],
    ["2026-03-02T09:00:00,5Z", "2026-03-02T09:00:00.500Z"],
    ["2026-03-02T09:00:00.1239999Z", "2026-03-02T09:00:00.123Z"],
    ["2026-03-02T09:00:00.123+05:45", "2026-03-02T03:15:00.123Z"],
    ["2026-03-02T09:00:00.123-0330", "2026-03-02T12:30:00.123Z"],
    ["2026-03-02T23:30:00.000-01", "2026-03-03T00:30:00.000Z"],
    ["2024-02-29T00:00:00.000Z", "2024-02-29T00:00:00.000Z"],
    ["0999-12-31T23:30:00.000-01:00", "1000-01-01T00:30:00.000Z"],
    ["1969-12-31T23:59:59.9996Z", "1969-12-31T23:59:59.999Z"],
  ])("of %s is %s", (text, canonical) => {
    expect(canonicalTimestamp(text)).toBe(canonical);
  });

  it.each([
    "2026-03-02",
    "2026-03-02T09:00:00.123",
    "2026-03-02T09:00:00.Z",
    "2026-03-02T24:00:00.000Z",
    "2026-03-02T09:60:00.000Z",
    "2026-03-02T09:00:60.000Z",
    "2026-02-29T00:00:00.000Z",
    "2026-04-31T00:00:00.000Z",
    "2026-13-01T00:00:00.000Z",
    "2026-00-01T00:00:00.000Z",
    "2026-01-00T00:00:00.000Z",
    "2026-03-02T09:00:00.123+24:00",
    "2026-03-02T09:00:00.123+01:60",
    "2026-03-02T09:00:00.123z",
    "2026-03-02 09:00:00.123Z",
    " 2026-03-02T09:00:00.123Z",
    "2026-03-02T09:00:00.123Z\n",
    "0999-12-31T23:59:59.999Z",
    "9999-12-31T23:59:59.999-01:00",
    "+02026-03-02T09:00:00.123Z",
    "２026-03-02T09:00:00.123Z",
    "",
  ])("is none of %j", (text) => {
    expect(canonicalTimestamp(text)).toBeUndefined();
  });

  it("names the instant that another library names", () => {
    const offset = fc.constantFrom("Z", "+00", "-00:00", "+0530", "-12:45", "+23:59");
    const fraction = fc.stringMatching(/^([.,]\d{1,9})?$/);
    const instant = fc.date({ min: new Date("1001-01-01"), max: new Date("9998-12-31"), noInvalidDate: true });
    fc.assert(
      fc.property(instant, fraction, offset, (date, digits, zone) => {
        const text = `${date.toISOString().slice(0, 19)}${digits}${zone}`;
        const other = DateTime.fromISO(text.replace(",", "."), { zone: "utc" });
        expect(canonicalTimestamp(text)).toBe(other.toFormat("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'"));
      }),
      { numRuns: times(300) },
    );
  });

  it("is its own canonical timestamp", () => {
    fc.assert(
      fc.property(fc.date({ noInvalidDate: true }), (date) => {
        const canonical = canonicalTimestamp(date.toISOString());
        if (canonical !== undefined) expect(canonicalTimestamp(canonical)).toBe(canonical);
      }),
    );
  });
});
