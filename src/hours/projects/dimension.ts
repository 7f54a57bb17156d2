import { DateTime } from "luxon";
import type { Subject } from "./subject.ts";

/** What a report can be grouped by. */
export const DIMENSIONS = [
  "project",
  "client",
  "tag",
  "day",
  "week",
  "month",
  "weekday",
  "hour",
  "agent",
  "session",
  "branch",
  "machine",
  "person",
] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** The names of what has none. */
export const NO_MACHINE = "(no machine)";
export const NOBODY = "(nobody)";
export const NO_CLIENT = "(no client)";

/** What is finer than a day and a project: rounding those would not be the same rounding. */
export const FINER_THAN_PROJECT: ReadonlySet<Dimension> = new Set<Dimension>([
  "hour",
  "agent",
  "session",
  "branch",
  "machine",
]);

/** What is told as it comes, not by how long it took. */
export const IN_TIME: ReadonlySet<Dimension> = new Set<Dimension>(["day", "week", "month", "weekday", "hour"]);

const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/** Where the name of a group stands among others of its dimension: the names of weekdays do not say it. */
export function orderOf(dimension: Dimension, name: string): string {
  return dimension === "weekday" ? String(WEEKDAYS.indexOf(name)) : name;
}

/** A local moment, as far as groups need it. */
export interface When {
  /** `2026-03-02`. */
  readonly date: string;
  /** `09`, where groups are told by it. */
  readonly hour: string | undefined;
  /** The day that weeks begin with: 1 is Monday, 7 Sunday. */
  readonly firstDay: number;
}

/** The name of a group. Several tags are one name, so that every second is in one group. */
export function nameIn(dimension: Dimension, subject: Subject, when: When): string {
  switch (dimension) {
    case "project":
      return subject.project ?? "(unknown)";
    case "client":
      return subject.client ?? NO_CLIENT;
    case "tag":
      return subject.tags.length === 0 ? "(no tag)" : subject.tags.join(", ");
    case "day":
      return when.date;
    case "week":
      return weekOf(when);
    case "month":
      return when.date.slice(0, 7);
    case "weekday":
      return WEEKDAYS[DateTime.fromISO(when.date, UTC).weekday - 1] ?? "";
    case "hour":
      return when.hour ?? "";
    case "agent":
      return subject.agent;
    case "session":
      return subject.session;
    case "branch":
      return subject.branch ?? "(no branch)";
    case "machine":
      return subject.machine ?? NO_MACHINE;
    case "person":
      return subject.person ?? NOBODY;
  }
}

const UTC = { zone: "utc" } as const;

/** As ISO 8601 counts weeks, `2026-W10`; of weeks that begin with another day than Monday, the first day of it. */
function weekOf({ date, firstDay }: When): string {
  const day = DateTime.fromISO(date, UTC);
  if (firstDay === 1) return day.toFormat("kkkk-'W'WW");
  return day.minus({ days: (day.weekday - firstDay + 7) % 7 }).toFormat("yyyy-MM-dd");
}
