import { csvLine } from "../../lib/text/csv.ts";
import { utc } from "../views/parameters.ts";
import { oneLine, tagsOf, textOf, UNKNOWN_PROJECT, type Format } from "./format.ts";

/** The generic time entries that solidtime imports, in UTC: an import of the same entries again doubles them there. */
export const solidtime: Format = function* (intervals, { person }) {
  yield csvLine(HEAD);
  for (const interval of intervals) {
    const { project = UNKNOWN_PROJECT, client = "" } = interval.subject;
    yield csvLine([
      textOf(interval),
      "false",
      oneLine(client),
      oneLine(project),
      tagsOf(interval).join(","),
      utc(interval.start),
      utc(interval.end),
      "",
      person?.name ?? "",
      person?.email ?? "",
    ]);
  }
};

const HEAD = [
  "description",
  "billable",
  "client",
  "project",
  "tags",
  "start",
  "end",
  "task",
  "user_name",
  "user_email",
];
