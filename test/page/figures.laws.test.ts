/** The page adds up itself what its filters leave: to the second what a report of the same says. */
import fc from "fast-check";
import { expect, it } from "vitest";
import type { StoredEvent } from "../../src/events/stored-event.ts";
import { arrange } from "../../src/hours/activities/arrange.ts";
import type { Asked } from "../../src/hours/projects/asked.ts";
import type { ReportRequest } from "../../src/hours/report/figures.ts";
import { reportOf } from "../../src/hours/report/report.ts";
import { reportJson } from "../../src/hours/views/json.ts";
import { chosenOf, rowsOf, totalOf } from "../../src/page/browser/model/figures.ts";
import { modelOf } from "../../src/page/browser/model/model.ts";
import { GROUPINGS, stateIn, type State } from "../../src/page/browser/model/state.ts";
import { detailOf } from "../../src/page/detail.ts";
import { daysOfWork } from "../support/random/days-of-work.ts";
import { at, RULES } from "../support/store/week.ts";
import { times } from "../support/shares.ts";

const map: ReportRequest["map"] = {
  projects: [
    { prefix: "/w/a", client: "Acme", rate: 90, currency: "EUR" },
    { prefix: "/w/b", name: "b", rate: 1000, currency: "JPY", bill: "union" },
  ],
};

function requestOf(more: Partial<ReportRequest> = {}): ReportRequest {
  return {
    rules: RULES,
    // Clocks go forward in it, and it begins and ends within what was done.
    window: { start: at("2026-03-28T13:00:00Z"), end: at("2026-03-30T06:30:00Z") },
    zone: "Europe/Berlin",
    by: ["project"],
    map,
    rounding: undefined,
    amounts: true,
    ...more,
  };
}

function reportFor(events: readonly StoredEvent[], request: ReportRequest) {
  const activities = arrange(events);
  return reportOf({ all: () => activities, sessions: () => [activities] }, request);
}

function modelFor(events: readonly StoredEvent[], request: ReportRequest) {
  const activities = arrange(events);
  const all = { all: () => activities, sessions: () => [activities] };
  const report = reportOf(all, request);
  const { rows: _rows, ...json } = reportJson(report, request);
  return modelOf({ ...json, detail: detailOf(all, report, request, undefined) });
}

const choice = fc.record({
  project: fc.constantFrom([], ["a"], ["b"], ["a", "b"]),
  client: fc.constantFrom([], [], ["Acme"], ["(no client)"]),
  agent: fc.constantFrom([], [], ["codex"], ["claude-code"]),
});

function askedOf({ project, client, agent }: State): Asked {
  const set = (names: readonly string[]) => (names.length === 0 ? undefined : new Set(names));
  return { projects: set(project), clients: set(client), agents: set(agent) };
}

/** They compare the same arithmetic on the same stretches: a few dozen histories show what hundreds would. */
const RUNS = { numRuns: times(8) };

it("filters: sums and amounts are those of a report with the same options", () => {
  fc.assert(
    fc.property(daysOfWork, choice, fc.constantFrom(undefined, 900), (events, chosen, step) => {
      const state = { ...stateIn(""), ...chosen };
      const rounding = step === undefined ? undefined : ({ step, direction: "up" } as const);
      // An agent's part of a day is neither rounded nor billed.
      const isWhole = state.agent.length === 0;
      const request = requestOf({ rounding });
      const model = modelFor(events, request);
      const found = totalOf(model, state, chosenOf(model, state));
      const { total } = reportFor(events, {
        ...request,
        asked: askedOf(state),
        rounding: isWhole ? rounding : undefined,
      });
      expect({ human: found.human, agent: found.agent, union: found.union }).toEqual({
        human: total.human,
        agent: total.agent,
        union: total.union,
      });
      const amounts = Object.fromEntries(found.amounts.map(({ currency, minor }) => [currency, minor]));
      expect(amounts).toEqual(isWhole ? Object.fromEntries(total.amounts) : {});
    }),
    RUNS,
  );
});

it("groups: rows are those of a report by the same", () => {
  fc.assert(
    fc.property(daysOfWork, fc.constantFrom(...GROUPINGS.filter((by) => by !== "week")), (events, by) => {
      const request = requestOf({ amounts: false });
      const model = modelFor(events, request);
      const state = { ...stateIn(""), by };
      const found = rowsOf(model, state, chosenOf(model, state), by);
      const dimensions = by.split(",").map((name) => DIMENSIONS_OF[name] ?? "project");
      const { rows } = reportFor(events, { ...request, by: dimensions });
      const told = (
        all: readonly {
          readonly names: readonly string[];
          readonly human: number;
          readonly agent: number;
          readonly union: number;
        }[],
      ) => all.map(({ names, human, agent, union }) => [...names, human, agent, union].join(" ")).sort();
      expect(told(found)).toEqual(told(rows));
    }),
    RUNS,
  );
});

const DIMENSIONS_OF: Readonly<Record<string, ReportRequest["by"][number]>> = {
  project: "project",
  client: "client",
  day: "day",
  agent: "agent",
};

it("each second of a stretch has its evidence, as the report adds it up", () => {
  fc.assert(
    fc.property(daysOfWork, (events) => {
      const request = requestOf();
      const { stretches } = modelFor(events, request);
      const sums = new Map<string, number>();
      for (const { start, end, evidence } of stretches) {
        expect(evidence.reduce((all, [, seconds]) => all + seconds, 0)).toBe(end - start);
        for (const [kind, seconds] of evidence) sums.set(kind, (sums.get(kind) ?? 0) + seconds);
      }
      const { knownBy } = reportFor(events, request);
      const of = (kind: string) => sums.get(kind) ?? 0;
      expect([of("seen"), of("credited"), of("recorded"), of("observed"), of("estimated")]).toEqual([
        knownBy.prompts,
        knownBy.window,
        knownBy.recorded,
        knownBy.observed,
        knownBy.estimated,
      ]);
    }),
    RUNS,
  );
});
