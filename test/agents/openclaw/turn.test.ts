import { describe, expect, it } from "vitest";
import { Message } from "../../../src/agents/openclaw/message.ts";
import { turnBegan } from "../../../src/agents/openclaw/turn.ts";

const NOON = Date.parse("2026-08-24T12:00:00.000Z");
const HOUR = 3600;

function said(fields: Record<string, unknown>, seconds: number, written = seconds): Message {
  const timestamp = new Date(NOON + written * 1000).toISOString();
  const said = { ...fields, timestamp: NOON + seconds * 1000 };
  const message = Message.of({ type: "message", id: "m", timestamp, message: said });
  if (message === undefined) throw new Error("a message");
  return message;
}

const prompt = (seconds: number) => said({ role: "user", content: "dig" }, seconds);
const answer = (seconds: number, stopReason: string, more: Record<string, unknown> = {}, written = seconds) =>
  said({ role: "assistant", content: "Done.", stopReason, ...more }, seconds, written);

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

  it("is the end of what went before a prompt that came while the agent worked", () => {
    const first = answer(1, "stop", {}, 30);
    expect(beganIn(prompt(0), first, prompt(10), answer(31, "stop"))).toBe(30);
    expect(beganIn(prompt(0), first, prompt(40), answer(41, "stop"))).toBe(40);
    expect(beganIn(prompt(0), answer(1, "error", {}, 30), prompt(10), answer(31, "stop"))).toBe(30);
    expect(beganIn(prompt(0), answer(1, "stop", {}, 900), prompt(10), answer(901, "stop"))).toBe(900);
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
    expect(beganIn(answer(-9, "stop"), prompt(0), answer(601, "stop"))).toBeUndefined();
    expect(beganIn(prompt(0), answer(600, "error"), answer(1200, "stop"))).toBe(0);
  });

  it("is not known where tools were called", () => {
    const call = { content: [{ type: "toolCall", id: "c", name: "read" }] };
    expect(beganIn(prompt(0), answer(1, "toolUse", call), answer(2, "stop"))).toBeUndefined();
    expect(beganIn(prompt(0), answer(1, "stop", call))).toBeUndefined();
  });
});
