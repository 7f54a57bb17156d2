import fc from "fast-check";
import { expect, it } from "vitest";
import { lanesOf, ROOMY } from "../../src/page/browser/lanes/lanes.ts";
import type { Slice } from "../../src/page/browser/model/model.ts";

const day = { date: "2026-03-02", start: 0, end: 86_400, offsets: [{ at: 0, offset: 0 }] };

function slice(kind: "human" | "agent", agent: string, start: number, end: number): Slice {
  const subject = {
    project: "p",
    client: "c",
    agent,
    person: "(nobody)",
    session: "s",
    branch: undefined,
    machine: undefined,
  };
  return { day, start, end, stretch: { kind, subject, start, end, prompts: 0, evidence: [] } };
}

it("the person is above, the agents below by name, and what is side by side is stacked", () => {
  const row = lanesOf(
    [
      slice("agent", "codex", 0, 50),
      slice("agent", "claude-code", 10, 20),
      slice("human", "codex", 0, 9),
      slice("agent", "codex", 40, 60),
    ],
    ROOMY,
  );
  expect(row.lanes.map(({ label }) => label)).toEqual(["you", "claude-code", "codex"]);
  const tops = (agent: string) =>
    row.placed
      .filter(({ slice }) => slice.stretch.subject.agent === agent && slice.stretch.kind === "agent")
      .map(({ top }) => top);
  expect(new Set(tops("codex")).size).toBe(2);
  expect(Math.min(...tops("codex"))).toBeGreaterThan(Math.max(...tops("claude-code")));
});

it("nothing is drawn over something else, or out of its row", () => {
  const any = fc.record({
    kind: fc.constantFrom("human" as const, "agent" as const),
    agent: fc.constantFrom("a", "b"),
    start: fc.nat(1000),
    length: fc.integer({ min: 1, max: 300 }),
  });
  fc.assert(
    fc.property(fc.array(any, { maxLength: 40 }), (all) => {
      const { placed, height } = lanesOf(
        all.map(({ kind, agent, start, length }) => slice(kind, agent, start, start + length)),
        ROOMY,
      );
      expect(placed).toHaveLength(all.length);
      for (const [at, a] of placed.entries()) {
        expect(a.top + a.height).toBeLessThanOrEqual(height);
        for (const b of placed.slice(at + 1)) {
          const isApart = a.slice.end <= b.slice.start || b.slice.end <= a.slice.start;
          expect(isApart || a.top + a.height <= b.top + 1e-9 || b.top + b.height <= a.top + 1e-9).toBe(true);
        }
      }
    }),
  );
});
