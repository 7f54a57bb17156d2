import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { StoredEvent } from "../../../src/events/stored-event.ts";
import { arrange } from "../../../src/hours/activities/arrange.ts";
import { agentTime, bySession } from "../../../src/hours/agent/agent.ts";
import { DIMENSIONS, type Dimension } from "../../../src/hours/projects/dimension.ts";
import { humanSlices } from "../../../src/hours/human/human.ts";
import { BAND, HUMAN_RULES } from "../../../src/hours/human/human-rules.ts";
import { seconds } from "../../../src/hours/slice.ts";
import type { ProjectMap } from "../../../src/hours/projects/project-map.ts";
import { recordedTurns } from "../../../src/hours/agent/recorded.ts";
import type { ReportRequest } from "../../../src/hours/report/figures.ts";
import { report } from "../../../src/hours/report/report.ts";
import { subtract, union } from "../../../src/hours/union.ts";
import { daysOfWork } from "../../support/random/days-of-work.ts";
import { event, RULES } from "../../support/store/week.ts";
import { times } from "../../support/shares.ts";

const ZONES = ["UTC", "Europe/Berlin", "America/Havana", "Asia/Kathmandu", "Pacific/Apia", "Australia/Lord_Howe"];
const map: ProjectMap = {
  projects: [
    { prefix: "/w/a", client: "Acme", tags: ["x", "y"] },
    { prefix: "/w/b", name: "a", client: "Other" },
  ],
};

/** Around a change of clocks, thick enough that everything meets everything. */
const BEGIN = Date.parse("2026-03-28T12:00:00Z");

const anyEvent: fc.Arbitrary<StoredEvent> = fc
  .record({
    type: fc.constantFrom(
      "user_message",
      "user_message",
      "user_action",
      "agent_tool_use",
      "agent_turn",
      "agent_session",
      "agent_tool_result",
      "agent_message",
    ),
    tool: fc.constantFrom("Read", "Bash", "Agent", "AskUserQuestion", "TaskOutput"),
    action: fc.constantFrom("interrupt", "answer", "command"),
    call: fc.nat(5).map((call) => `call${call}`),
    length: fc.nat(5000),
    millis: fc.oneof(fc.nat(7_200_000), fc.nat(3 * 86_400_000)),
    session: fc.constantFrom("s1", "s2", "s3"),
    cwd: fc.constantFrom("/w/a", "/w/b", "/w/c", null),
    agent: fc.constantFrom("claude-code", "codex"),
    machine: fc.constantFrom(undefined, "laptop"),
    branch: fc.constantFrom(undefined, "main", "frost"),
    duration: fc.oneof(fc.nat(600_000), fc.nat(100_000_000)),
    automated: fc.boolean(),
  })
  .map(({ type, millis, duration, automated, machine, branch, tool, action, call, length, ...details }) =>
    event(type, new Date(BEGIN + millis).toISOString(), {
      ...details,
      ...(machine === undefined ? undefined : { machine }),
      ...(branch === undefined ? undefined : { branch }),
      ...(type === "agent_turn" ? { duration_ms: duration } : undefined),
      ...(type === "agent_tool_use" ? { tool, call } : undefined),
      ...(type === "agent_tool_result" ? { call } : undefined),
      ...(type === "user_action" ? { action } : undefined),
      ...(type === "user_message" || type === "agent_message" ? { length } : undefined),
      ...(automated ? { automated } : undefined),
    }),
  );
const someEvents = fc.array(anyEvent, { maxLength: 60 });
const grouping = fc.subarray<Dimension>([...DIMENSIONS], { minLength: 1 });

const everything: ReportRequest = {
  rules: RULES,
  window: { start: -Infinity, end: Infinity },
  zone: "UTC",
  by: ["project"],
  map,
  rounding: undefined,
};

function sums({ rows }: ReturnType<typeof report>) {
  const sum = (kind: "human" | "agent" | "union") => rows.reduce((total, row) => total + row[kind], 0);
  return { human: sum("human"), agent: sum("agent"), union: sum("union") };
}

describe("reports", () => {
  it("have the same totals whatever they are grouped by, in every zone", () => {
    fc.assert(
      fc.property(someEvents, grouping, fc.constantFrom(...ZONES), (events, by, zone) => {
        const one = report(events, everything).total;
        const other = report(events, { ...everything, by, zone });
        expect(other.total).toEqual(one);
        expect(sums(other)).toMatchObject({ human: one.human, agent: one.agent });
        expect(one).toMatchObject(sums(report(events, { ...everything, by: ["day"], zone })));
      }),
    );
  });

  it("do not depend on the order and the repetition of events", () => {
    fc.assert(
      fc.property(
        someEvents.chain((events) => fc.tuple(fc.constant(events), mixed(events))),
        ([events, other]) => {
          const by: readonly Dimension[] = ["day", "project", "session"];
          expect(report(other, { ...everything, by })).toEqual(report(events, { ...everything, by }));
        },
      ),
    );
  });

  it("of parts of a time add up to that of the whole", () => {
    fc.assert(
      fc.property(someEvents, fc.nat(3 * 86_400), (events, part) => {
        const middle = BEGIN / 1000 + part;
        const before = report(events, { ...everything, window: { start: -Infinity, end: middle } }).total;
        const after = report(events, { ...everything, window: { start: middle, end: Infinity } }).total;
        const { human, agent, union } = report(events, everything).total;
        expect([before.human + after.human, before.agent + after.agent]).toEqual([human, agent]);
        expect(before.union + after.union).toBe(union);
      }),
    );
  });

  it("round up to no less, and to whole steps", () => {
    fc.assert(
      fc.property(someEvents, fc.constantFrom(60, 360, 900), (events, step) => {
        const exact = report(events, everything).total;
        for (const by of [["project"], ["day", "client"], ["tag"]] as const) {
          const { total, rows } = report(events, { ...everything, by, rounding: { step, direction: "up" } });
          expect(total.human).toBeGreaterThanOrEqual(exact.human);
          expect(rows.every((row) => row.human % step === 0 && row.agent % step === 0)).toBe(true);
        }
      }),
    );
  });
});

describe("time", () => {
  it("of the person never overlaps, by no rule", () => {
    fc.assert(
      fc.property(someEvents, fc.boolean(), fc.constantFrom(...HUMAN_RULES), (events, automated, human) => {
        const slices = humanSlices(arrange(events), { ...RULES, automated, human });
        expect(seconds(union(slices))).toBe(seconds(slices));
      }),
    );
  });

  it("of the person by each rule of the band holds that of the one before", () => {
    fc.assert(
      fc.property(someEvents, (events) => {
        const [lower = [], middle = [], upper = []] = BAND.map((human) =>
          union(humanSlices(arrange(events), { ...RULES, human })),
        );
        expect(lower.flatMap((span) => subtract(span, middle))).toEqual([]);
        expect(middle.flatMap((span) => subtract(span, upper))).toEqual([]);
      }),
    );
  });

  it("of agents holds every use of a tool, and of a recorded turn as much as is recorded if there is room", () => {
    fc.assert(
      fc.property(daysOfWork, (events) => {
        for (const [, session] of bySession(arrange(events))) {
          const slices = agentTime(session, RULES).flatMap((time) => time.slices);
          const spans = union(slices);
          for (const turn of recordedTurns(session)) {
            const within = session.filter(({ at }) => at >= turn.start && at < turn.end);
            const uses = new Set(within.filter(({ type }) => type === "agent_tool_use").map(({ at }) => at));
            const isShort = turn.worked < uses.size;
            for (const at of isShort ? [] : uses)
              expect(spans.some(({ start, end }) => at >= start && at < end)).toBe(true);
            const isQuiet = within.some(({ at }, nth) => (within[nth + 1]?.at ?? turn.end) - at > RULES.agentGap);
            const told = slices.filter(({ spentOn, by }) => spentOn === turn.ended && by === "recorded");
            if (!isShort && !isQuiet) expect(seconds(told)).toBe(turn.worked);
          }
        }
      }),
      { numRuns: times(40) },
    );
  });

  it("of agents: of a session it never overlaps; its union is at most the sum and at least the longest", () => {
    fc.assert(
      fc.property(someEvents, (events) => {
        const sessions = agentTime(arrange(events), RULES).map(({ slices }) => slices);
        for (const slices of sessions) expect(seconds(union(slices))).toBe(seconds(slices));
        const all = seconds(union(sessions.flat()));
        expect(all).toBeLessThanOrEqual(seconds(sessions.flat()));
        expect(all).toBeGreaterThanOrEqual(Math.max(0, ...sessions.map(seconds)));
      }),
    );
  });

  it("that is subtracted is what lies outside", () => {
    const span = fc.tuple(fc.nat(50), fc.nat(20)).map(([start, length]) => ({ start, end: start + length }));
    fc.assert(
      fc.property(span, fc.array(span), (one, others) => {
        const inside = (second: number) => (spans: readonly { start: number; end: number }[]) =>
          spans.some(({ start, end }) => start <= second && second < end);
        const left = subtract(one, union(others));
        for (let second = 0; second < 80; second++)
          expect(inside(second)(left)).toBe(inside(second)([one]) && !inside(second)(others));
      }),
    );
  });
});

function mixed(events: readonly StoredEvent[]): fc.Arbitrary<readonly StoredEvent[]> {
  return fc
    .tuple(fc.shuffledSubarray([...events], { minLength: events.length }), fc.subarray([...events]))
    .map(([all, again]) => [...again, ...all, ...again]);
}
