import type { Topic } from "./topic.ts";

export const privacyTopic: Topic = [
  "The agents' logs are read. From them come events, which say that something happened and when, but not what was written.",
  [
    ["never stored", "prompts, answers, the output of tools, and their input except for the path of a file"],
    ["in events", "times, ids, directories, branches, names of tools and models, paths of files, the lengths of texts"],
    [
      "in the data directory",
      "how far each log was read, digests of the bytes before that point, ids of sessions, and the directories that are never exported. For Codex and Copilot CLI also the last " +
        "directory and branch; for Codex also the approval policy and the model in force and the turn in progress. Of what 'tt push' " +
        "put into a tracker: its time, its project, and digests",
    ],
  ],
  "'tt show --text' prints the prompts and answers of one session, from its own log, and '--reasoning' what the agent said to " +
    "itself; 'tt report --transparency --text' prints the prompts of a period. Nothing else does. They store nothing of them and " +
    "send them nowhere. Keys, passwords, e-mail addresses, " +
    "home folders and what 'redactions.json' names are replaced by '[redacted:NAME]' before anything is printed, unless " +
    "'--no-redact' is given.",
  "The data directory is for you alone. Everything in it can be read by nobody else (mode 0600 in 0700); if others can write to it, " +
    "tt refuses to use it.",
  "'tt export --fields minimal' tells no paths of files and no name of your home folder, from then on; with '--no-branch' no " +
    "branches either. Hours are the same. docs/employee.md has all that can leave a machine.",
  "'tt export --exclude DIR' keeps a directory out of every export from then on. 'tt projects set DIR --ignore' leaves what is " +
    "stored of it out of reports.",
  "Nothing is sent over a network and no program is started, unless that is what you ask for: the consumer after '--', a store " +
    "'--db postgres://...', 'tt push timewarrior', which runs 'timew', and 'tt push activitywatch', which tells the server that " +
    "you name (by default one on this machine) what 'tt intervals' prints, and 'tt sync', which runs 'ssh' to the hosts that you name.",
  "Paths and names in logs are somebody else's text: control characters in them never reach your terminal as they are.",
];
