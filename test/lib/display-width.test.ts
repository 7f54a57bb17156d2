import { describe, expect, it } from "vitest";
import { displayWidth, fitted } from "../../src/lib/text/display-width.ts";

describe("the width of a text", () => {
  it.each([
    ["garden", 6],
    ["", 0],
    ["müßig", 5],
    ["mu\u0308", 2],
    ["庭", 2],
    ["にわ", 4],
    ["정원", 4],
    ["ｇ", 2],
    ["🌱", 2],
    ["👩‍🌾", 2],
    ["❤️", 2],
    ["a\u200bb", 2],
  ])("%s is %i cells", (text, width) => {
    expect(displayWidth(text)).toBe(width);
  });

  it("is filled up or cut", () => {
    expect(fitted("庭", 4)).toBe("庭  ");
    expect(fitted("garden", 6)).toBe("garden");
    expect(fitted("gardens", 6)).toBe("garde…");
    expect(fitted("庭庭庭", 4)).toBe("庭… ");
  });
});
