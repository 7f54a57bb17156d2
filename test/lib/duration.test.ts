import fc from "fast-check";
import { expect, it } from "vitest";
import { clockText, durationOf, durationText } from "../../src/lib/text/duration.ts";

it.each([
  ["90s", 90],
  ["5m", 300],
  ["1h30m", 5400],
  ["2h", 7200],
  ["0s", 0],
  ["", undefined],
  ["5", undefined],
  ["-5m", undefined],
  ["5 m", undefined],
  ["30m1h", undefined],
])("the duration %j is %s seconds", (text, seconds) => {
  expect(durationOf(text)).toBe(seconds);
});

it("a duration is read as it is written", () => {
  fc.assert(fc.property(fc.nat(1_000_000), (seconds) => durationOf(durationText(seconds)) === seconds));
});

it("a clock does not turn over", () => {
  expect([0, 59, 3600, 403_201].map(clockText)).toEqual(["0:00:00", "0:00:59", "1:00:00", "112:00:01"]);
});
