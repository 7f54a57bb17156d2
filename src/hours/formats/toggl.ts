import { DateTime } from "luxon";
import { csvLine } from "../../lib/text/csv.ts";
import { clockText } from "../../lib/text/duration.ts";
import { oneLine, tagsOf, textOf, UNKNOWN_PROJECT, type Format } from "./format.ts";

const HEAD = [
  "User",
  "Email",
  "Client",
  "Project",
  "Task",
  "Description",
  "Billable",
  "Start date",
  "Start time",
  "End date",
  "End time",
  "Duration",
  "Tags",
];

/** Toggl's detailed report, which Toggl imports, and Kimai and solidtime too: local times, of the zone of the profile there. */
export const toggl: Format = function* (intervals, { zone, person }) {
  yield csvLine(HEAD);
  for (const interval of intervals) {
    const { start, end, subject } = interval;
    const local = (seconds: number) => DateTime.fromSeconds(seconds, { zone });
    const { project = UNKNOWN_PROJECT, client = "" } = subject;
    yield csvLine([
      person?.name ?? "",
      person?.email ?? "",
      oneLine(client),
      oneLine(project),
      "",
      textOf(interval),
      "No",
      local(start).toFormat("yyyy-MM-dd"),
      local(start).toFormat("HH:mm:ss"),
      local(end).toFormat("yyyy-MM-dd"),
      local(end).toFormat("HH:mm:ss"),
      clockText(end - start).padStart(8, "0"),
      tagsOf(interval).join(", "),
    ]);
  }
};
