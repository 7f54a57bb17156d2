import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { centsText, dollarsOf, dollarsText } from "../../src/spending/dollars.ts";

/** A price as lists write it: some digits, and how far behind the point they stand. */
const price = fc.tuple(fc.integer({ min: 0, max: 999_999 }), fc.integer({ min: 2, max: 14 }));

describe("dollars", () => {
  it("are the decimal number that was written, whatever binary fractions make of it", () => {
    fc.assert(
      fc.property(price, fc.boolean(), ([digits, places], isExponent) => {
        const number = isExponent ? Number(`${digits}e-${places}`) : Number((digits / 10 ** places).toFixed(places));
        expect(dollarsOf(number)).toBe(BigInt(digits) * 10n ** BigInt(18 - places));
      }),
    );
    expect(dollarsOf(0.1 + 0.2)).toBe(dollarsOf(0.3));
    expect(dollarsOf(3.0000000000000004e-7)).toBe(dollarsOf(0.0000003));
    expect([4e-19, 5e-19, 1.4e-18].map(dollarsOf)).toEqual([0n, 1n, 1n]);
    expect(dollarsOf(123_456_789_012)).toBe(123_456_789_012n * 10n ** 18n);
  });

  it("add up to the same in any order, which floating point does not", () => {
    fc.assert(
      fc.property(fc.array(price, { maxLength: 50 }), (prices) => {
        const dollars = prices.map(([digits, places]) => dollarsOf(Number(`${digits}e-${places}`)));
        const sum = (list: readonly bigint[]) => list.reduce((all, one) => all + one, 0n);
        expect(sum(dollars.toReversed())).toBe(sum(dollars));
      }),
    );
  });

  it("are told with all their decimals, or to the cent", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 24n }), (dollars) => {
        const text = dollarsText(dollars);
        expect(text).toMatch(/^\d+\.\d\d(?:\d*[1-9])?$/);
        const [whole = "", part = ""] = text.split(".");
        expect(BigInt(whole + part.padEnd(18, "0"))).toBe(dollars);
      }),
    );
    expect([0, 0.004, 0.005, 0.0149, 1.995, 12.3].map((number) => centsText(dollarsOf(number)))).toEqual([
      "0.00",
      "<0.01",
      "0.01",
      "0.01",
      "2.00",
      "12.30",
    ]);
  });
});
