import type { Activity } from "../../hours/activities/activity.ts";
import { isAsked, type Asked } from "../../hours/projects/asked.ts";
import type { ProjectMap } from "../../hours/projects/project-map.ts";
import { subjectsBy } from "../../hours/projects/subject.ts";
import { onlyLines, utc } from "../../hours/views/parameters.ts";
import type { Span } from "../../hours/slice.ts";
import type { StatementRow } from "../../store/schema/schema.ts";
import { narrowingIn } from "./kept.ts";

/** A statement, and what there is to bill. */
interface Billable {
  readonly id: string;
  readonly client: string;
  readonly window: Span;
  readonly asked: Asked;
  readonly activities: readonly Activity[];
  readonly map: ProjectMap;
}

/**
 * A line for each kept statement by which some of the same may be billed: that of the same client, of some of the same
 * time, and of work that both are of. What narrows the two is compared by what was done: names have several spellings.
 */
export function overlapLines(rows: readonly StatementRow[], statement: Billable): readonly string[] {
  const { id, client, window, asked, activities, map } = statement;
  const others = rows.filter(
    (other) =>
      other.id !== id && other.client === client && other.since < utc(window.end) && utc(window.start) < other.until,
  );
  if (others.length === 0) return [];
  const subjectOf = subjectsBy(map);
  const subjects = [...new Set(activities.map(subjectOf))].filter((subject) => isAsked(subject, asked));
  return others.flatMap((other) => {
    const narrowing = narrowingIn(other);
    if (!subjects.some((subject) => isAsked(subject, narrowing))) return [];
    const only = onlyLines({ asked: narrowing }).map((line) => `, ${line}`);
    return [`the statement ${other.id} is of some of the same time: ${other.since} to ${other.until}${only.join("")}`];
  });
}
