import type { Subject } from "./subject.ts";

/** What a report can be grouped by. */
export const DIMENSIONS = [
  "project",
  "client",
  "tag",
  "day",
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

/** What is finer than a day and a project: rounding those would not be the same rounding. */
export const FINER_THAN_PROJECT: ReadonlySet<Dimension> = new Set<Dimension>(["agent", "session", "branch", "machine"]);

/** The name of a group. Several tags are one name, so that every second is in one group. */
export function nameIn(dimension: Dimension, subject: Subject, date: string): string {
  switch (dimension) {
    case "project":
      return subject.project ?? "(unknown)";
    case "client":
      return subject.client ?? "(no client)";
    case "tag":
      return subject.tags.length === 0 ? "(no tag)" : subject.tags.join(", ");
    case "day":
      return date;
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
