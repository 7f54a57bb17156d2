import { describe, expect, it } from "vitest";
import { sameWorkAs, type Billed } from "../../../src/hours/statement/same-work.ts";
import type { StatementLine } from "../../../src/hours/statement/statement.ts";
import { at } from "../../support/store/week.ts";

const NOTHING = { human_s: 0, agent_s: 0, union_s: 0, amounts: {} };
const DAY = { day: "2026-03-10", project: "app", directories: ["~/app"], machines: ["la"], ...NOTHING };

/** A statement of March with one line. */
function billed(line: Partial<StatementLine> = {}, parameters: Readonly<Record<string, unknown>> = {}): Billed {
  return {
    statement: {
      lines: [{ ...DAY, ...line }],
      total: NOTHING,
      parameters: { time_zone: "UTC", ...parameters },
      events: 1,
      events_sha256: "",
    },
    window: { start: at("2026-03-01T00:00:00Z"), end: at("2026-04-01T00:00:00Z") },
  };
}

/** Whether two statements bill the same work, whichever is asked. */
function bothWays(a: Billed, b: Billed): boolean {
  const [there, back] = [sameWorkAs(a)(b), sameWorkAs(b)(a)];
  expect(back).toBe(there);
  return there;
}

describe("two statements bill the same work", () => {
  it.each<[string, boolean, Billed, Billed]>([
    ["on one day", true, billed(), billed()],
    ["not on two", false, billed(), billed({ day: "2026-03-11" })],
    ["in one directory, whatever it is called", true, billed(), billed({ project: "App" })],
    ["not in two of one name", false, billed(), billed({ directories: ["~/b/app"] })],
    ["by one machine of theirs", true, billed(), billed({ machines: ["desk", "la"] })],
    ["not by another one", false, billed(), billed({ machines: ["lb"] })],
  ])("%s: %s", (_what, isSame, a, b) => {
    expect(bothWays(a, b)).toBe(isSame);
  });

  it("on days that have time in common, each in its own zone", () => {
    const inKiritimati = (day: string) => billed({ day }, { time_zone: "Pacific/Kiritimati" });
    expect(
      ["2026-03-09", "2026-03-10", "2026-03-11", "2026-03-12"].map((day) => bothWays(billed(), inKiritimati(day))),
    ).toEqual([false, true, true, false]);
  });

  it("on any day of the period where the zone, or the day in it, is none that is known", () => {
    const march = billed({ day: "2026-03-20" }, { time_zone: "Mars/Olympus" });
    expect(bothWays(billed(), march)).toBe(true);
    expect(bothWays(billed(), billed({ day: "soon" }))).toBe(true);
    expect(bothWays(billed({ day: "2026-04-01" }), march)).toBe(false);
  });

  it("by the names of projects and persons where one does not tell directories and machines", () => {
    const { directories: _in, machines: _on, ...older } = DAY;
    const { statement, window } = billed();
    const old = (project: string, ...persons: readonly string[]): Billed => {
      const only = persons.length === 0 ? {} : { only: { persons } };
      const parameters = { ...statement.parameters, ...only };
      return { statement: { ...statement, lines: [{ ...older, project }], parameters }, window };
    };
    expect(bothWays(billed(), old("app"))).toBe(true);
    expect(bothWays(billed(), old("site"))).toBe(false);
    const ana = billed({}, { only: { persons: ["ana"] } });
    expect(bothWays(ana, old("app"))).toBe(true);
    expect(bothWays(ana, old("app", "ana", "bob"))).toBe(true);
    expect(bothWays(ana, old("app", "bob"))).toBe(false);
  });
});
