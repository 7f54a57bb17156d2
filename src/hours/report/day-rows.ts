import type { Activities } from "../activities/activity-log.ts";
import { compare } from "../activities/activity.ts";
import type { ReportRequest } from "./figures.ts";
import { cellsOf } from "./report.ts";

/** What a row is of, in the order of the columns. */
export const DAY_ROW_NAMES = ["person", "day", "project", "client", "agent", "machine"] as const;
/** What a row tells, in seconds: the time, and how the agent's and the human time is known. */
export const DAY_ROW_SECONDS = [
  "human_s",
  "agent_s",
  "union_s",
  "recorded_s",
  "observed_s",
  "estimated_s",
  "prompts_s",
  "window_s",
] as const;

/** What one day gave for a person's project, by agent and machine. */
export type DayRow = Readonly<Record<(typeof DAY_ROW_NAMES)[number], string>> &
  Readonly<Record<(typeof DAY_ROW_SECONDS)[number], number>>;

/** The rows of a report by all of these names at once, ordered by day and by the others. */
export function dayRows(activities: Activities, request: Omit<ReportRequest, "by" | "rounding">): readonly DayRow[] {
  const whole = { ...request, by: DAY_ROW_NAMES, rounding: undefined, known: true };
  const { rows } = cellsOf(activities, whole).report();
  return rows
    .map(({ names, human, agent, union, knownBy }): DayRow => {
      const [person = "", day = "", project = "", client = "", onAgent = "", machine = ""] = names;
      return {
        person,
        day,
        project,
        client,
        agent: onAgent,
        machine,
        human_s: human,
        agent_s: agent,
        union_s: union,
        recorded_s: knownBy?.recorded ?? 0,
        observed_s: knownBy?.observed ?? 0,
        estimated_s: knownBy?.estimated ?? 0,
        prompts_s: knownBy?.prompts ?? 0,
        window_s: knownBy?.window ?? 0,
      };
    })
    .sort((a, b) => compare(orderOf(a), orderOf(b)));
}

function orderOf(row: DayRow): string {
  return JSON.stringify([row.day, ...DAY_ROW_NAMES.map((name) => row[name])]);
}
