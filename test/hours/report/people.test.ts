import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { StoredEvent } from "../../../src/events/stored-event.ts";
import type { PersonOf } from "../../../src/hours/activities/activity.ts";
import { arrange } from "../../../src/hours/activities/arrange.ts";
import { HUMAN_RULES } from "../../../src/hours/human/human-rules.ts";
import { NO_MAP } from "../../../src/hours/projects/project-map.ts";
import type { Report, ReportRequest } from "../../../src/hours/report/figures.ts";
import { reportOf } from "../../../src/hours/report/report.ts";
import { intervals } from "../../../src/hours/interval.ts";
import { daysOfWork } from "../../support/random/days-of-work.ts";
import { at, prompt, RULES, turn } from "../../support/store/week.ts";
import { times } from "../../support/shares.ts";

const request: ReportRequest = {
  rules: RULES,
  window: { start: -Infinity, end: Infinity },
  zone: "UTC",
  by: ["person"],
  map: NO_MAP,
  rounding: undefined,
  band: true,
};

const OWNERS: Readonly<Record<string, string>> = { "anna-laptop": "anna", "anna-desktop": "anna", "ben-laptop": "ben" };
const personOf: PersonOf = (machine) => OWNERS[machine ?? ""];

function told(events: readonly StoredEvent[], people: PersonOf, more: Partial<ReportRequest> = {}): Report {
  const activities = arrange(events, people);
  return reportOf({ all: () => activities, sessions: () => [activities] }, { ...request, ...more });
}

function human({ rows, total }: Report) {
  return [...rows.map((row) => [...row.names, row.human]), ["total", total.human]];
}

/** A prompt each minute from 9:00 to 9:59. */
function morning(machine: string, second: string): readonly StoredEvent[] {
  return Array.from({ length: 60 }, (_, minute) =>
    prompt(`09:${String(minute).padStart(2, "0")}:${second}`, { machine, session: machine }),
  );
}

describe("people", () => {
  it("who work the same hours have their own each", () => {
    const events = [...morning("anna-laptop", "00"), ...morning("ben-laptop", "10")];
    const hour = 59 * 60 + 300;
    expect(human(told(events, personOf))).toEqual([
      ["anna", hour],
      ["ben", hour],
      ["total", 2 * hour],
    ]);
    // As one person's it is one timeline.
    const one = told(events, () => undefined);
    expect(human(one)).toEqual([
      ["(nobody)", hour + 10],
      ["total", hour + 10],
    ]);
    expect(one.leftOut.machinesOfNobody).toBe(2);
    expect(told(events, personOf).leftOut.machinesOfNobody).toBe(0);
  });

  it("have one timeline on all of their machines", () => {
    const events = [
      prompt("09:00:00", { machine: "anna-laptop" }),
      prompt("09:01:00", { machine: "anna-desktop", session: "s2" }),
      prompt("09:00:30", { machine: "ben-laptop", session: "s3" }),
    ];
    expect(human(told(events, personOf))).toEqual([
      ["anna", 60 + 300],
      ["ben", 300],
      ["total", 660],
    ]);
  });

  it("are asked for the rest together: machines of nobody are one person's", () => {
    const events = [
      prompt("09:00:00", { machine: "anna-laptop" }),
      prompt("09:00:10", { session: "s2" }),
      prompt("09:01:10", { machine: "attic", session: "s3" }),
      turn("09:02:10", 60, { machine: "attic", session: "s3" }),
    ];
    const report = told(events, personOf);
    expect(human(report)).toEqual([
      ["(nobody)", 60 + 300],
      ["anna", 300],
      ["total", 660],
    ]);
    expect(report.leftOut.machinesOfNobody).toBe(2);
  });

  it("are rounded each by themselves", () => {
    const events = [prompt("09:00:00", { machine: "anna-laptop" }), prompt("09:00:00", { machine: "ben-laptop" })];
    const rounding = { step: 900, direction: "up" } as const;
    expect(human(told(events, personOf, { by: ["project"], rounding }))).toEqual([
      ["garden", 1800],
      ["total", 1800],
    ]);
  });

  it("never change each other's hours, by any rule", () => {
    fc.assert(
      fc.property(daysOfWork, daysOfWork, fc.constantFrom(...HUMAN_RULES), (annas, bens, human) => {
        const on = (machine: string, events: readonly StoredEvent[]) =>
          events.map((event) => ({ ...event, id: `${machine}:${event.id}`, machine_id: machine }));
        const [anna, ben] = [on("anna-laptop", annas), on("ben-laptop", bens)];
        const more: Partial<ReportRequest> = { rules: { ...RULES, human }, by: ["person", "day", "project"] };
        const [alone, other, both] = [anna, ben, [...anna, ...ben]].map((events) => told(events, personOf, more));
        expect(new Set(both?.rows)).toEqual(new Set([...(alone?.rows ?? []), ...(other?.rows ?? [])]));
        for (const kind of ["human", "agent"] as const) {
          const of = (events: readonly StoredEvent[]) =>
            intervals(arrange(events, personOf), {
              kind,
              rules: { ...RULES, human },
              map: NO_MAP,
              zone: "UTC",
              now: at("2027-01-01T00:00:00Z"),
            }).map(({ id, start, end }) => [id, start, end]);
          expect(new Set(of([...anna, ...ben]))).toEqual(new Set([...of(anna), ...of(ben)]));
        }
      }),
      { numRuns: times(14) },
    );
  });
});
