import type { FindingKind } from "../../../doctor/finding.ts";

type Right = "data-dir" | "state-files" | "manifest" | "logs" | "last-export" | "store" | "clock" | "space";
type Note =
  | "data-dir-missing"
  | "manifest-missing"
  | "manifest-changes"
  | "manifest-old"
  | "manifest-without-logs"
  | "logs-not-exported"
  | "logs-without-zone"
  | "last-export-missing"
  | "store-missing"
  | "store-partly-seen"
  | "import-unended"
  | "clock-ahead"
  | "space-unknown";
/** Of a data directory without exports `tt doctor` says `last-export-missing`, `tt status` this. */
type StatusAlone = "no-export";

const BRINGS_BACK = "'tt export --full -- tt import' brings back what the agents' logs still hold";

/** What each kind of what is wrong means, and what to do. */
export const DOCTOR_KINDS: Readonly<Record<Exclude<FindingKind, Right | Note | StatusAlone>, string>> = {
  "data-dir-unusable":
    "the data directory is no directory that you can read: make it one, or name another one with '--data-dir'",
  "data-dir-unwritable":
    "no position can be stored: give yourself the right to write, or name another directory with '--data-dir'",
  "data-dir-foreign":
    "the data directory belongs to another user: name one of your own with '--data-dir', or let its owner run tt",
  "data-dir-writable-by-others": "others can write to the data directory, and it is refused: '--fix' closes it",
  "data-dir-open": "others can read the data directory: '--fix' closes it",
  "file-open": "others can read or write a file of state: '--fix' closes it",
  "file-foreign":
    "a file of state belongs to another user: 'chown' gives it back, or remove it. Was tt once run as root?",
  leftovers:
    "a run that was killed left a file behind; it does no harm. The next export removes it, and so does '--fix'",
  "manifest-corrupt":
    "the next export keeps the manifest beside and reads every log from its start; '--fix' sets it aside now. No event is lost",
  "changes-corrupt":
    "what changed in a large manifest lies in a file beside it, and that file cannot be understood: the next export keeps it beside " +
    "and reads the logs from where the manifest stops. No event is lost; '--fix' sets it aside now",
  "manifest-newer": "a newer tt wrote the manifest, and nothing is exported from that source: update tt",
  "manifest-unreadable":
    "make the manifest a file of yours that you can read, or remove it, and everything of that agent is exported again",
  "logs-unknown":
    "the last export should have read logs, and their manifest does not know them. Could they not be read then? Does the export " +
    "that is scheduled look into other directories? 'tt status' shows where logs are",
  "logs-unreadable": "a log or a directory cannot be read. What was exported stays; the rest comes when it can be read",
  "last-export-corrupt":
    "the note of the last export cannot be understood; no position is in it. '--fix' sets it aside",
  "export-overdue": "no export for a day or longer: the timer has stopped. 'tt schedule' prints its entry again",
  "export-failed":
    "the last export ended with an error: 'tt status' shows it, and 'tt update' shows whether it still stands",
  "export-warned": "the last export gave warnings: 'tt update --verbose' shows those that still stand",
  "unknown-format": "a database has tables that this tt does not know, so that events are missing: update tt",
  "no-events": "many new lines of an agent gave no event: its format has probably changed. Update tt, or report it",
  "unknown-values": "logs hold values that this tt does not know: update tt, or report them",
  "log-expires": "an agent will soon delete logs that were not exported: run 'tt update' now",
  "store-unusable": "the store cannot be opened: the message says why",
  "store-damaged":
    `the store is damaged. Keep a copy of the file; 'sqlite3 FILE .recover' may save more than can be read now. A server's database ` +
    `is restored from a backup. ${BRINGS_BACK}`,
  "store-schema": `a table, a column or an index of the store is missing: as for 'store-damaged'. ${BRINGS_BACK}`,
  "store-event-damaged": `stored events are not what was imported: delete them from the table 'event_rows' and import again. ${BRINGS_BACK}`,
  "store-events-missing": `the store holds fewer events than the imports put there: they were deleted, or an older copy was restored. ${BRINGS_BACK}`,
  "clock-behind":
    "something that is stored is of a later time than this machine's clock: set the clock if it is behind. If another machine's " +
    "clock, or this one, was ahead, its events keep their times, and the next export or import sets the rest right",
  "space-low":
    "the disk is nearly full. What does not fit stores nothing and is repeated: make room, or name another place",
};

/** What each kind of what is only to be known means. */
export const DOCTOR_NOTES: Readonly<Record<Note, string>> = {
  "data-dir-missing": "there is no data directory yet: the first export makes it",
  "manifest-missing": "an agent has logs and no manifest: the next export reads every log from its start",
  "manifest-changes":
    "what changed in a large manifest lies in a file beside it, and an export writes it into the manifest when there is much of it; " +
    "'--fix' does so now",
  "manifest-old": "a manifest has an older form: the next export reads every log from its start",
  "manifest-without-logs":
    "a manifest knows logs, and none of them is there. Is their disk not mounted, or was the agent removed? What was exported stays",
  "logs-without-zone":
    "logs tell local times without their time zone, and are not exported until it is named once: the message says what to type",
  "logs-not-exported": "logs hold something new: the next export reads it",
  "last-export-missing": "nothing was exported yet",
  "store-missing": "nothing is stored yet: 'tt update' makes the store",
  "store-partly-seen":
    "the role that you are on the server may not read all of the store, as the owner of its tables wants it: what it sees was looked at",
  "import-unended": "the last import has not ended: it still runs, or it was killed. What it committed is whole",
  "clock-ahead": "nothing is newer than two weeks: a quiet time, or this machine's clock is ahead",
  "space-unknown": "the system does not say how much of the disk is free",
};
