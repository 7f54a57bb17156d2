import type { Subject } from "./subject.ts";

/** What a report can be grouped by. */
export const DIMENSIONS = ["project", "client", "tag", "day", "agent", "session", "branch", "machine"] as const;
export type Dimension = (typeof DIMENSIONS)[number];

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
      return subject.machine ?? "(no machine)";
  }
}
