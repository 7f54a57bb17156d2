import { expect, it } from "vitest";
import { csvLine } from "../../src/lib/text/csv.ts";

it("a line of CSV quotes what must be quoted", () => {
  expect(csvLine(["garden", 'say "hi"', "a,b", "a\nb", 1.5, ""])).toBe('garden,"say ""hi""","a,b","a\nb",1.5,\n');
});

it.each(["=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "＝1+1", "＋1", "－1", "＠x", "−1", "  =1", "\u00a0=1"])(
  "%j is no formula in a line of CSV",
  (text) => {
    expect(csvLine([text]).replace(/^"/, "")).toMatch(/^'/);
  },
);
