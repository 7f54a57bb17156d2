import { DateTime } from "luxon";
import { csvLine } from "../../lib/text/csv.ts";
import { oneLine, tagsOf, textOf, UNKNOWN_PROJECT, type Format } from "./format.ts";

/**
 * The timesheet that Kimai's importer documents: local times, of the zone of the user there. Its times have no seconds, its
 * duration does. Customers, projects and activities that are missing are made by the import, users are not.
 */
export const kimai: Format = function* (intervals, { zone, person }) {
  yield csvLine(HEAD);
  for (const interval of intervals) {
    const { kind, start, end, subject } = interval;
    const local = (seconds: number) => DateTime.fromSeconds(seconds, { zone });
    const { project = UNKNOWN_PROJECT, client = project } = subject;
    yield csvLine([
      local(start).toFormat("yyyy-MM-dd"),
      local(start).toFormat("HH:mm"),
      local(end).toFormat("HH:mm"),
      end - start,
      person?.name ?? "",
      person?.email ?? "",
      oneLine(client),
      oneLine(project),
      kind,
      textOf(interval),
      tagsOf(interval).join(","),
    ]);
  }
};

const HEAD = [
  "Date",
  "From",
  "To",
  "Duration",
  "User",
  "Email",
  "Customer",
  "Project",
  "Activity",
  "Description",
  "Tags",
];
