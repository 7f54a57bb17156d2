import { describe, expect, it } from "vitest";
import { turnBeside, turnWith } from "../../../src/agents/pi/turn.ts";

const goesOn = { since: 1000, failedAt: null };
const hasFailed = { since: 1000, failedAt: 5000 };

describe("when a turn of Pi begins", () => {
  it("is when its prompt is sent, if nobody spoke since", () => {
    for (const turn of [null, goesOn, hasFailed])
      expect(turnWith(turn, 60_000, 50_000)).toEqual({ since: 60_000, failedAt: null });
    expect(turnWith(null, 60_000, null)).toEqual({ since: 60_000, failedAt: null });
  });

  it("is the end of the answer that a prompt waited for", () => {
    expect(turnWith(null, 40_000, 50_000)).toEqual({ since: 50_000, failedAt: null });
    expect(turnWith(hasFailed, 40_000, 50_000)).toEqual({ since: 50_000, failedAt: null });
  });

  it("is not moved by what steers it", () => {
    expect(turnWith(goesOn, 40_000, 50_000)).toEqual(goesOn);
    expect(turnWith(goesOn, 50_000, 50_000)).toEqual(goesOn);
  });
});

describe("a message of an extension", () => {
  it("goes with the turn in which it comes at once", () => {
    for (const turn of [null, goesOn, hasFailed]) {
      expect(turnBeside(turn, 50_003, 50_000)).toEqual(turn);
      expect(turnBeside(turn, 60_000, 50_000)).toEqual(turn);
      expect(turnBeside(turn, 50_000, null)).toEqual(turn);
    }
  });

  it("ends a turn in which nothing happened for longer, as nobody asked for what follows", () => {
    for (const turn of [goesOn, hasFailed]) expect(turnBeside(turn, 60_001, 50_000)).toBeNull();
  });
});
