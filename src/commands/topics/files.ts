import { sources } from "../../agents/index.ts";
import { textOfRoots } from "../../logs/finding/roots.ts";
import type { Row, Topic } from "./topic.ts";

export const filesTopic: Topic = [
  { heading: "The agents' logs, which are only read" },
  sources.map(({ facts: { title, roots } }): Row => [title, quoted(textOfRoots(roots))]),
  "'--root SOURCE=DIR' names another directory. '$NAME' and '%NAME%' are variables.",
  { heading: "The data directory, '--data-dir', $TT_DATA_DIR, else '~/.time-tracker'" },
  [
    ["*-manifest.json", "how far each log of one agent was read. Remove one to export everything of that agent again"],
    [
      "*-manifest.changes.json",
      "what has changed since a manifest of 256 KiB or more was written as a whole. 'tt doctor --fix' puts it into the manifest",
    ],
    [
      "last-export.json",
      "when the last export ended, how, where its events went, what it found, which values of the logs it did not know, and which " +
        "directories are never exported; windows and dry runs leave it as it is",
    ],
    [
      "daily-counts.json",
      "what exports counted of each agent on each of the last 90 days, in UTC, by which 'tt status' tells what stands out. Remove it " +
        "and the counts begin anew",
    ],
    [
      "tracker.db",
      "the store: 'events', 'imports' (the last 1,000), 'event_pushes' (what 'tt push' put where), statements, people, and 'hours' where 'tt hours --write' keeps it",
    ],
    ["tracker.db-push-*", "empty files that a push locks while it runs; the system unlocks them when it ends"],
    ["last-sync.json", "how the last 'tt sync' of each host went"],
    [
      "hosts.json",
      "your list of hosts for 'tt sync': their machine IDs, and where tt and its data directory are on them",
    ],
    ["projects.json", "the project map: names, clients, tags and rates of directories"],
    ["redactions.json", "your rules of what 'tt show --text' must not print"],
    ["export.lock", "locked by a timer's entry for cron while it runs"],
    [
      "*.corrupt-TIME",
      "a manifest, 'last-export.json' or 'daily-counts.json' that could not be understood, kept beside; the last three of each",
    ],
  ],
  { heading: "Variables" },
  [
    ["TT_DATA_DIR", "the default of '--data-dir'"],
    ["TT_DB", "the default of '--db'"],
    ["TT_MACHINE_ID", "the default of '--machine-id'"],
    ["TT_ACTIVITYWATCH_KEY", "the key of an ActivityWatch server that asks for one"],
    ["TT_DELIVERY", "is set for a consumer: the name of the delivery, and of those before it, which 'tt import' keeps"],
    ["TMPDIR", "where the consumer's input has a name for a moment, in a folder of its own (Linux). Else '/tmp'"],
    ["TZ", "whose days they are, where '--tz' does not say"],
    ["NO_COLOR", "no colours in reports"],
  ],
];

/** The facts of an agent are in Markdown. */
function quoted(markdown: string): string {
  return markdown.replaceAll("`", "'");
}
