import { describe, expect, it } from "vitest";
import {
  isTurn,
  NO_TURN,
  turnAfter,
  withoutWaitFor,
  withWaitFor,
  type Turn,
} from "../../../src/agents/copilot-cli/turn.ts";

const at = (seconds: number): string => new Date(Date.UTC(2026, 5, 1) + seconds * 1000).toISOString();

/** A turn that began at 0 and was aborted at 100, stored and restored on the way. */
function workedWith(...steps: readonly (readonly ["wait" | "goOn", string, number])[]): number | undefined {
  let { turn } = turnAfter(NO_TURN, { type: "assistant.turn_start", data: {}, at: at(0) });
  for (const [step, id, seconds] of steps) {
    const stored: unknown = JSON.parse(
      JSON.stringify((step === "wait" ? withWaitFor : withoutWaitFor)(turn, id, at(seconds))),
    );
    if (!isTurn(stored)) throw new Error("what was stored is a turn");
    turn = stored;
  }
  return turnAfter(turn, { type: "abort", data: {}, at: at(100) }).durationMs;
}

describe("how long the agent worked in a turn", () => {
  it("leaves out what it waited for the person, and what overlaps once", () => {
    expect(workedWith()).toBe(100_000);
    expect(workedWith(["wait", "a", 10], ["goOn", "a", 30])).toBe(80_000);
    expect(workedWith(["wait", "a", 10], ["wait", "b", 20], ["goOn", "b", 30], ["goOn", "a", 50])).toBe(60_000);
    expect(workedWith(["wait", "a", 10], ["wait", "b", 20], ["goOn", "a", 30], ["goOn", "b", 50])).toBe(60_000);
    expect(workedWith(["wait", "a", 90])).toBe(90_000);
  });

  it("knows what it waited for beside something that began later by a clock that went back", () => {
    expect(workedWith(["wait", "a", 1000], ["wait", "b", 40], ["goOn", "b", 50])).toBe(90_000);
  });

  it("holds none of the hours between a turn that failed and the next one", () => {
    const start = (interactionId: string, seconds: number) => ({
      type: "assistant.turn_start",
      data: { turnId: "0", interactionId },
      at: at(seconds),
    });
    const failed = turnAfter(NO_TURN, start("a", 0)).turn;
    const error = (errorType: string) => ({ type: "session.error", data: { errorType }, at: at(4) });
    const workedFrom = (turn: Turn) =>
      turnAfter(turnAfter(turn, start("b", 7200)).turn, { type: "abort", data: {}, at: at(7230) }).durationMs;
    expect(workedFrom(failed)).toBe(30_000);
    expect(workedFrom(turnAfter(failed, error("rate_limit")).turn)).toBe(30_000);
    expect(turnAfter(failed, error("query")).turn).toEqual(NO_TURN);
    expect(turnAfter(failed, error("notification")).turn).toEqual(failed);
    expect(turnAfter(failed, start("a", 50)).turn).toEqual(failed);
  });

  it("takes nothing for a turn that is none", () => {
    for (const stored of [
      undefined,
      null,
      {},
      { ...NO_TURN, pauses: [[1]] },
      { ...NO_TURN, since: "x" },
      { ...NO_TURN, interaction: 1 },
    ])
      expect(isTurn(stored)).toBe(false);
  });
});
