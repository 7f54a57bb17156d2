import { amount, grouped } from "../../lib/text/amount.ts";
import { printable } from "../../lib/text/printable.ts";
import type { ProblemKind } from "../../problem.ts";
import type { UnknownCounts } from "../../logs/unknown-values.ts";
import type { Summary, Totals, Warning } from "./totals.ts";

/** What a person reads at the end of an export: a paragraph a source. */
export function summaryText({ sources }: Summary): string {
  const names = Object.keys(sources);
  if (names.length === 0) return "no logs of any agent were found\n";
  const width = Math.max(...names.map((name) => name.length)) + 2;
  return Object.entries(sources)
    .map(([name, totals]) => `${name.padEnd(width)}${sourceText(totals).join(`\n${" ".repeat(width)}`)}\n`)
    .join("");
}

function sourceText({ logs, lines, events, skipped, unknown = {} }: Totals): readonly string[] {
  const total = Object.values(events).reduce((sum, number) => sum + number, 0);
  const head = `${amount(logs, "log")}, ${amount(lines, "new line")}, ${amount(total, "event")}`;
  return [head, listed("", events), listed("skipped: ", skipped), zoneText(skipped), ...unknownText(unknown)].filter(
    (line) => line !== "",
  );
}

/** Logs that were left out are told of where everything else is: nothing is wrong with them. */
function zoneText(skipped: Totals["skipped"]): string {
  return skipped["no-zone"] === undefined
    ? ""
    : "not exported, for their local times do not tell their time zone: 'tt status' tells how to name it";
}

/** What this version does not know, a line a field: an update may, and whoever maintains it wants to hear of it. */
function unknownText(unknown: UnknownCounts): readonly string[] {
  return Object.entries(unknown).map(([field, values]) => listed(`unknown ${field}: `, values));
}

function listed(label: string, counts: Readonly<Record<string, number>>): string {
  const parts = Object.entries(counts).map(([name, number]) => `${name} ${grouped(number)}`);
  return parts.length === 0 ? "" : label + parts.join(", ");
}

const WORDS: Readonly<Record<ProblemKind, string>> = {
  unreadable: "cannot read",
  malformed: "a line that is no record was skipped in",
  "too-long": "a line of more than 64 MiB was skipped in",
  "root-missing": "there is no directory",
  "no-logs": "there are no logs in",
  symlink: "a symbolic link in the place of a log is not read:",
  "manifest-corrupt": "the manifest cannot be understood; it is kept beside and every log is read from its start:",
  "changes-corrupt":
    "what has changed in the manifest cannot be understood; it is kept beside and those logs are read again:",
  "manifest-unwritten":
    "the events were delivered, but their positions could not be stored, so that the next export delivers them again:",
  "old-reader": "a newer tt stored where it stopped; it is read from its start:",
  "unknown-format": "events are missing, for this version of tt does not know all tables: update it to read",
};

/** A problem as a sentence for a person. */
export function warningText(warning: Warning): string {
  if ("more" in warning) return `tt: warning: ${grouped(warning.more)} more: ${WORDS[warning.kind]} ...`;
  const { kind, path, offset, cause } = warning;
  const where = offset === undefined ? "" : ` at byte ${offset}`;
  return `tt: warning: ${WORDS[kind]} \`${printable(path)}\`${where}${cause === undefined ? "" : ` (${printable(cause)})`}`;
}
