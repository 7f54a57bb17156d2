import type { StatusHint } from "../../status/hints.ts";
import type { WarningKind } from "../../status/warnings/warning.ts";

/** What each kind of the warnings of `tt status` means, and what to do. */
export const STATUS_KINDS: Readonly<Record<WarningKind, string>> = {
  "sync-failed":
    "nothing came from a host when it was asked last: the message says why. The next 'tt sync' that goes well brings all of it; " +
    "'tt sync --forget HOST' ends the warning for one that is no more, or never was",
  "sync-overdue":
    "no sync of a host for a day or longer: the timer that ran 'tt sync' has stopped. 'tt sync --forget HOST' ends the warning for a " +
    "host that is no more, or that you ask by hand",
  "time-ahead":
    "the last export, or the last sync of a host, is noted with a time that is yet to come. Set the clock if it is behind; if it was " +
    "ahead then, the next 'tt update' or 'tt sync' sets the note right",
  "log-expires":
    "an agent will soon delete logs that were not exported (Claude Code deletes after 30 days): run 'tt update' now, and see why " +
    "the timer did not",
  "no-export": "nothing was exported yet: run 'tt update', then let 'tt schedule' do it for you",
  "export-overdue": "no export for a day or longer: the timer has stopped. 'tt schedule' prints its entry again",
  "export-failed": "the last export ended with an error: the message says which. Run 'tt update' by hand to see it",
  "export-warned": "the last export gave warnings: 'tt update --verbose' shows those that still stand",
  "unknown-format": "a database has tables that this tt does not know, so that events are missing: update tt",
  "no-events": "many new lines of an agent gave no event: its format has probably changed. Update tt, or report it",
  "unknown-values":
    "logs hold values that this tt does not know, and they may be something that you did: update tt, or report them. The warning " +
    "stands for 14 days after this version first met the value",
  spike:
    "the last three days have far more events of an agent, or lines that were skipped or not known, than its past: a program in a " +
    "loop, or a format that changed. Look at what 'tt events' has of those days; update tt, or report it",
  silence:
    "an agent gave no events, or none of a type, where by its past many would have come, or nothing at all for longer than ever: its " +
    "format or its place has changed. Update tt, or name its directory with '--root'; of an agent that you no longer use it is told for " +
    "14 days",
  "manifest-corrupt":
    "the next export keeps the manifest beside and reads every log from its start; nothing to do. 'tt doctor --fix' does it now",
  "changes-corrupt":
    "the file of changes beside a large manifest cannot be understood. The next export keeps it beside and reads logs from where the " +
    "manifest stops; no event is lost",
  "manifest-newer": "a newer tt wrote the manifest, and nothing is exported from that source: update tt",
  "manifest-unreadable":
    "no export is possible until the manifest is a file that you can read; or remove it, and everything of that agent is exported " +
    "again",
  "data-dir-unwritable":
    "no position can be stored: give yourself the right to write, or name another directory with '--data-dir'",
  "data-dir-open": "others can read the data directory: 'chmod 700' closes it, and so does 'tt doctor --fix'",
  "data-dir-unsafe":
    "others can write to the data directory, or it belongs to another user, so that it is not used: the message says how to mend it",
  "root-missing": "a directory that was named does not exist: correct the option or the variable that names it",
  "no-logs": "no agent has ever used the directory that was named: correct the option or the variable that names it",
  symlink:
    "a symbolic link stands in the place of a log, and the file that it leads to is read nowhere: name the directory of that file, " +
    "or put the file itself in the place of the link",
  unreadable: "a log or a directory cannot be read: give yourself the right to read it, or mount its disk",
  "store-missing": "the store that '--db' or $TT_DB names is not there: correct the name, or let 'tt update' make it",
  "store-unusable": "the store cannot be opened: the message says why. 'tt doctor' says what to do",
};

export const STATUS_HINTS: Readonly<Record<StatusHint["kind"], string>> = {
  "other-directory":
    "a directory looks like one more configuration of an agent ('~/.claude-work') and nobody exports it. The hint names the " +
    "options that read it",
};
