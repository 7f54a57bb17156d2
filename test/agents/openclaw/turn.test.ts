import { describe, expect, it } from "vitest";
import { Message } from "../../../src/agents/openclaw/message.ts";
import { turnBegan } from "../../../src/agents/openclaw/turn.ts";

const NOON = Date.parse("2026-08-24T12:00:00.000Z");
const HOUR = 3600;

function said(fields: Record<string, unknown>, seconds: number): Message {
  const message = Message.of({ type: "message", id: "m", message: { ...fields, timestamp: NOON + seconds * 1000 } });
  if (message === undefined) throw new Error("a message");
  return message;
}

const prompt = (seconds: number) => said({ role: "user", content: "dig" }, seconds);
const answer = (seconds: number, stopReason: string, more: Record<string, unknown> = {}) =>
  said({ role: "assistant", content: "Done.", stopReason, ...more }, seconds);

/** When the turn of the last of some messages began, in seconds. */
function beganIn(...messages: readonly Message[]): number | undefined {
  const [last, ...before] = messages.toReversed();
  const began = last?.began === undefined ? undefined : turnBegan(last, last.began, before);
  return began === undefined ? undefined : (began - NOON) / 1000;
}

describe("when a turn of OpenClaw began", () => {
  it("is the prompt that was not answered yet, whatever failed in between", () => {
    expect(beganIn(prompt(0), answer(1, "stop"))).toBe(0);
    expect(beganIn(prompt(0), answer(1, "error"), answer(31, "stop"))).toBe(0);
    expect(beganIn(prompt(0), answer(1, "stop"), prompt(HOUR), answer(HOUR + 1, "length"))).toBe(HOUR);
    expect(beganIn(prompt(0), answer(1, "stop", { provider: "openclaw" }), answer(2, "stop"))).toBe(0);
  });

  it("is not known of an answer that nobody asked for", () => {
    for (const stop of ["stop", "length", "aborted"])
      expect(beganIn(prompt(0), answer(1, stop), answer(2, "stop"))).toBeUndefined();
    expect(beganIn(answer(1, "stop"))).toBeUndefined();
  });

  it("is not known of an answer that failed, nor after a silence", () => {
    expect(beganIn(prompt(0), answer(1, "error"))).toBeUndefined();
    expect(beganIn(prompt(0), answer(1, "error"), answer(3 * HOUR, "stop"))).toBeUndefined();
    expect(beganIn(prompt(0), answer(601, "stop"))).toBeUndefined();
    expect(beganIn(prompt(0), answer(600, "error"), answer(1200, "stop"))).toBe(0);
  });

  it("is not known where tools were called", () => {
    const call = { content: [{ type: "toolCall", id: "c", name: "read" }] };
    expect(beganIn(prompt(0), answer(1, "toolUse", call), answer(2, "stop"))).toBeUndefined();
    expect(beganIn(prompt(0), answer(1, "stop", call))).toBeUndefined();
  });
});
