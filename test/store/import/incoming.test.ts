import { describe, expect, it } from "vitest";
import { incomingOf } from "../../../src/store/import/incoming.ts";
import { eventOf } from "../../../src/store/rows/stored-row.ts";
import { prompt, toolUse, type Fields } from "../../support/store/events.ts";

function incoming(line: Fields | string | Buffer) {
  return incomingOf(Buffer.isBuffer(line) ? line : Buffer.from(typeof line === "string" ? line : JSON.stringify(line)));
}

function dataOf(line: Fields | string): unknown {
  const taken = incoming(line);
  return taken.kind === "event" ? eventOf(taken.parts) : taken;
}

function whyNot(line: Fields | string | Buffer): string {
  const taken = incoming(line);
  return taken.kind === "malformed" ? taken.why : taken.kind;
}

describe("a line of an import", () => {
  it("is taken apart, and nothing of it is kept twice", () => {
    const event = toolUse(1, { machine_id: "shed", file: "/home/ana/garden/beds.md" });
    expect(incoming(event)).toEqual({
      kind: "event",
      parts: {
        id: event["id"],
        at: Date.parse("2026-03-02T08:01:00.000Z"),
        source: "remote.agent",
        type: "agent_tool_use",
        template: expect.stringMatching(/^\{"id":.i,"timestamp":.t,"source":"remote\.agent",.*"tool":"Read"/) as string,
        shape: expect.anything() as unknown,
        form: 0,
        key: "toolu_1",
        isForeign: false,
        agent: "claude-code",
        sessionId: "s1",
        machineId: "shed",
        cwd: "/home/ana/garden",
        branch: "main",
        number1: null,
        number2: null,
        file: "/home/ana/garden/beds.md",
        subAgent: null,
        rest: null,
        numbers: { kind: 0, session: 0, place: 0, file: null, subAgent: null },
      },
    });
  });

  it("may come from a newer version: other fields, types, agents, kinds of tools", () => {
    const later = [
      prompt(1, { mood: "sunny" }),
      prompt(1, { agent: "gardener" }),
      toolUse(1, { tool_kind: "watering" }),
      prompt(1, { type: "weather_report", degrees: 21 }),
      { id: "w1", timestamp: prompt(1)["timestamp"], source: "local.window", type: "window_focus", app: "Terminal" },
    ];
    for (const event of later) expect(dataOf(event)).toEqual(event);
  });

  it("may come from the older tt: nested data, nulls, the machine in the ID alone, a short time", () => {
    const { agent, session_id, cwd, length, has_image, git_branch: _, ...rest } = prompt(1);
    const id = `4f6b:${String(rest["id"])}`;
    const nested = { ...rest, id, data: { agent, session_id, cwd: null, length, has_image } };
    expect(dataOf(nested)).toEqual({ ...rest, id, agent, session_id, length, has_image, machine_id: "4f6b" });
    expect(dataOf(prompt(1, { cwd, data: {}, timestamp: "2026-03-02T09:01:00+01:00" }))).toEqual(prompt(1));
    const { tool_kind: __, ...unkind } = toolUse(1);
    expect(dataOf(unkind)).toEqual(unkind);
    expect(dataOf(prompt(1, { type: "agent_session", action: "ended" }))).toMatchObject({ action: "ended" });
    expect(incoming({ type: "session_metadata", session_id: "s1" })).toEqual({ kind: "ignored" });
  });

  it("may begin with a byte order mark and end with a carriage return", () => {
    expect(dataOf(`\uFEFF${JSON.stringify(prompt(1))}\r`)).toEqual(prompt(1));
  });

  it("is malformed if it is no event, and the reason says why", () => {
    expect(whyNot("{")).toBe("no JSON object");
    expect(whyNot("[1]")).toBe("no JSON object");
    expect(whyNot(Buffer.from([0x22, 0xff, 0x22]))).toBe("not UTF-8");
    for (const timestamp of ["yesterday", "2026-03-02", "2026-03-02T08:00:00", ""])
      expect(whyNot(prompt(1, { timestamp }))).toBe("timestamp: no time with a zone");
    expect(whyNot(prompt(1, { timestamp: 7 }))).toBe("timestamp: expected string, received number");
    expect(whyNot(prompt(1, { timestamp: null }))).toBe("timestamp: expected string, received undefined");
    expect(whyNot(prompt(1, { id: "" }))).toMatch(/^id: /);
    expect(whyNot(prompt(1, { id: "a\0b" }))).toBe("id: not usable");
    expect(whyNot(prompt(1, { id: "a\ud800" }))).toBe("id: not usable");
    expect(whyNot(prompt(1, { id: "ü".repeat(1024).repeat(2) }))).toMatch(/^id: /);
    expect(whyNot(prompt(1, { session_id: 7 }))).toMatch(/^session_id: /);
    expect(whyNot(prompt(1, { session_id: null }))).toMatch(/^session_id: /);
    expect(whyNot(prompt(1, { length: -1 }))).toMatch(/^length: /);
    expect(whyNot(prompt(1, { source: undefined }))).toMatch(/^source: /);
    expect(
      whyNot(
        `{"id":"x","timestamp":"2026-03-02T08:00:00Z","source":"a","type":"b","deep":${"[".repeat(1e5)}${"]".repeat(1e5)}}`,
      ),
    ).toMatch(/nested|no JSON/);
  });

  it("cannot reach an object's prototype", () => {
    const line = `{"__proto__":{"polluted":1},${JSON.stringify(prompt(1)).slice(1)}`;
    incoming(line);
    incoming(`{"data":{"__proto__":{"polluted":1}},${JSON.stringify(prompt(1)).slice(1)}`);
    expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
  });
});
