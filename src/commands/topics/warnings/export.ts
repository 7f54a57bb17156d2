import type { ProblemKind } from "../../../problem.ts";

/** What each kind of an export's warnings means, and what to do. */
export const EXPORT_KINDS: Readonly<Record<ProblemKind, string>> = {
  unreadable:
    "a log or a directory could not be read. The others were exported; this one comes when it can be read. Give yourself the " +
    "right to read it, or mount its disk",
  malformed:
    "a finished line is no record: an agent was killed while it wrote. The rest of the log is right; nothing to do",
  "too-long": "a line of more than 64 MiB was skipped. The rest of the log is right; nothing to do",
  "root-missing":
    "a directory that was named does not exist. Its positions stay. Correct the option or the variable that names it",
  "no-logs":
    "no agent has ever used the directory that was named. 'cause' says which one was probably meant: correct the option or the " +
    "variable",
  symlink:
    "a symbolic link stands in the place of a log, and the file that it leads to is read nowhere. Name the directory of that " +
    "file with an option such as '--claude-dir', or put the file itself in the place of the link",
  "manifest-corrupt":
    "a manifest cannot be understood. It is kept beside, and every log was read from its start: events come again with the same " +
    "IDs. Nothing to do; if it comes back, look at the disk",
  "changes-corrupt":
    "the file of changes beside a large manifest cannot be understood. It is kept beside, and logs were read from where the manifest " +
    "stops: events come again with the same IDs. Nothing to do; if it comes back, look at the disk",
  "manifest-unwritten":
    "the events were delivered, but their positions could not be stored. The next export delivers them again. Make room, or give " +
    "yourself the right to write to the data directory",
  "old-reader":
    "a newer tt stored the position in this log, and this one read it from its start. Use one version of tt on this machine",
  "unknown-format":
    "a database has tables that this tt does not know, so that events are missing. Update tt; nothing is lost while the database " +
    "stays",
};
