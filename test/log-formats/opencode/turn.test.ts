import { describe, expect, it } from "vitest";
import { LONGEST_SILENCE_S } from "../../../src/events/longest-silence.ts";
import { turnBegan } from "../../../src/log-formats/opencode/v2/turn.ts";

const HOUR = 3_600_000;
const SILENCE = LONGEST_SILENCE_S * 1000;

const prompt = (created: number) => ({ type: "user", record: { time: { created } } });
const step = (created: number, completed: number, finish?: string) => ({
  type: "assistant",
  record: { time: { created, completed }, ...(finish === undefined ? {} : { finish }), content: [{ type: "text" }] },
});

describe("when a turn of OpenCode 2 began", () => {
  it("is its first row, however long its steps are and whatever is sent meanwhile", () => {
    const steps = [prompt(0), step(SILENCE, HOUR, "stop"), prompt(HOUR - 1), step(HOUR + SILENCE, 2 * HOUR, "stop")];
    expect(turnBegan(steps, 2 * HOUR + SILENCE)).toBe(0);
  });

  it("is the prompt after a turn that a shutdown cut, so that no idle hours are in it", () => {
    const after = [prompt(4 * HOUR), step(4 * HOUR + 1000, 4 * HOUR + 59_000, "stop")];
    expect(turnBegan([prompt(0), ...after], 4 * HOUR + 60_000)).toBe(4 * HOUR);
    expect(turnBegan([prompt(0), step(1000, 4 * HOUR + 1000), ...after], 4 * HOUR + 60_000)).toBe(4 * HOUR);
    const tool = { type: "assistant", record: { time: { created: 1000 }, content: [{ type: "tool" }] } };
    expect(turnBegan([prompt(0), tool, ...after], 4 * HOUR + 60_000)).toBe(4 * HOUR);
    expect(turnBegan([...after, tool], 4 * HOUR + 60_000)).toBeUndefined();
  });

  it("is not known where nothing but the agent goes on after a silence, or where nothing does", () => {
    const resumed = step(4 * HOUR, 4 * HOUR + 1000, "stop");
    expect(turnBegan([prompt(0), step(1000, 4 * HOUR), resumed], 4 * HOUR + 2000)).toBeUndefined();
    expect(turnBegan([prompt(0)], SILENCE + 1)).toBeUndefined();
    expect(turnBegan([], 0)).toBeUndefined();
    expect(turnBegan([prompt(0), { type: "assistant", record: undefined }], 1)).toBeUndefined();
  });
});
