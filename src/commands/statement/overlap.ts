import type { Activity } from "../../hours/activities/activity.ts";
import { isAsked, type Asked } from "../../hours/projects/asked.ts";
import type { ProjectMap } from "../../hours/projects/project-map.ts";
import { subjectsBy } from "../../hours/projects/subject.ts";
import { isSameDayOfProject, type Statement } from "../../hours/report/statement.ts";
import { onlyLines, utc } from "../../hours/views/parameters.ts";
import type { Span } from "../../hours/slice.ts";
import type { StatementRow } from "../../store/schema/schema.ts";
import { linesIn, narrowingIn } from "./kept.ts";

/** A statement, and what there is to bill. */
interface Billable {
  readonly id: string;
  readonly client: string;
  readonly window: Span;
  readonly asked: Asked;
  readonly activities: readonly Activity[];
  readonly map: ProjectMap;
  /** What it bills. */
  readonly lines: Statement["lines"];
}

/**
 * A line for each kept statement by which some of the same may be billed, of some of the same time: one of the same client
 * and of work that both are of, or one of another client (or of another name of this one) that bills the same day of a
 * project. What narrows two of a client is compared by what was done: names have several spellings.
 */
export function overlapLines(rows: readonly StatementRow[], statement: Billable): readonly string[] {
  const { id, client, window } = statement;
  const others = rows.filter(
    (other) => other.id !== id && other.since < utc(window.end) && utc(window.start) < other.until,
  );
  return [
    ...ofSameWork(
      others.filter((other) => other.client === client),
      statement,
    ),
    ...ofSameDays(
      others.filter((other) => other.client !== client),
      statement,
    ),
  ];
}

function ofSameDays(others: readonly StatementRow[], { lines }: Billable): readonly string[] {
  const linesOf = Map.groupBy(lines, ({ day }) => day);
  return others
    .filter((other) =>
      linesIn(other).some((line) => linesOf.get(line.day)?.some((mine) => isSameDayOfProject(line, mine))),
    )
    .map((other) => `the statement ${other.id}, to '${other.client}', bills some of the same days of a project`);
}

function ofSameWork(others: readonly StatementRow[], { asked, activities, map }: Billable): readonly string[] {
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
