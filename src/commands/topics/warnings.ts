import type { Row, Topic } from "./topic.ts";
import { DOCTOR_KINDS, DOCTOR_NOTES } from "./warnings/doctor.ts";
import { EXPORT_KINDS } from "./warnings/export.ts";
import { STATUS_HINTS, STATUS_KINDS } from "./warnings/status.ts";

export const warningsTopic: Topic = [
  "A warning says what could not be done; everything else was done. In JSON each has its 'kind', by which you find it here. " +
    "With '--strict', warnings make the exit code 3.",
  { heading: "Warnings of 'tt export' and 'tt update'" },
  rows(EXPORT_KINDS),
  { heading: "Warnings of 'tt status'" },
  rows(STATUS_KINDS),
  { heading: "Hints of 'tt status', which are no warnings" },
  rows(STATUS_HINTS),
  { heading: "What 'tt doctor' finds wrong" },
  rows(DOCTOR_KINDS),
  { heading: "What 'tt doctor' notes, and is not wrong" },
  rows(DOCTOR_NOTES),
  "What is right has the kinds 'data-dir', 'state-files', 'manifest', 'logs', 'last-export', 'store', 'clock' and 'space'.",
];

function rows(kinds: Readonly<Record<string, string>>): readonly Row[] {
  return Object.entries(kinds);
}
