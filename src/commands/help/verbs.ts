import type { Verbs } from "./verb.ts";

/** The commands of `tt`, in the order of `tt --help`: by group, the most used first. */
export const VERBS: Verbs = {
  update: {
    group: "read",
    summary: "bring what is new in the agents' logs into the store",
    isWhole: true,
    load: async () => (await import("../export/update.ts")).updateCommand(),
  },
  export: {
    group: "read",
    summary: "read agent logs from where the last export stopped, print events",
    load: async (consumer) => (await import("../export/export.ts")).exportCommand(consumer),
  },
  sources: {
    group: "read",
    summary: "list the agents that are read, where, and what is known of each",
    isWhole: true,
    load: async () => (await import("../sources.ts")).sourcesCommand(),
  },
  schedule: {
    group: "read",
    summary: "print a ready timer entry for this machine",
    isWhole: true,
    load: async () => (await import("../schedule.ts")).scheduleCommand(),
  },
  report: {
    group: "ask",
    summary: "tell how long you worked, and agents for you, on what",
    load: async (rest) => (await import("../report/report.ts")).reportCommand(rest),
  },
  day: {
    group: "ask",
    summary: "show one day as lanes: you above, the agents below",
    load: async (rest) => (await import("../day.ts")).dayCommand(rest),
  },
  explain: {
    group: "ask",
    summary: "tell what each minute of the report is made of",
    load: async (rest) => (await import("../explain.ts")).explainCommand(rest),
  },
  intervals: {
    group: "ask",
    summary: "print the intervals of time behind the report, also for time trackers",
    load: async (rest) => (await import("../intervals.ts")).intervalsCommand(rest),
  },
  events: {
    group: "ask",
    summary: "print the stored events, one a line",
    load: async (rest) => (await import("../events/events.ts")).eventsCommand(rest),
  },
  sessions: {
    group: "ask",
    summary: "list the sessions: where, when, how long, and where their logs lie",
    load: async (rest) => (await import("../sessions/sessions.ts")).sessionsCommand(rest),
  },
  show: {
    group: "ask",
    summary: "show what happened in one session, prompt by prompt",
    isWhole: true,
    load: async () => (await import("../show/show.ts")).showCommand(),
  },
  projects: {
    group: "keep",
    summary: "tell in which directories you worked, and name projects and clients",
    load: async (rest) => (await import("../projects/projects.ts")).projectsCommand(rest),
  },
  people: {
    group: "keep",
    summary: "say whose the machines are, so that human time is one timeline a person",
    isWhole: true,
    load: async () => (await import("../people/people.ts")).peopleCommand(),
  },
  statement: {
    group: "keep",
    summary: "print what is billed to a client, and keep it",
    load: async (rest) => (await import("../statement/statement.ts")).statementCommand(rest),
  },
  import: {
    group: "collect",
    summary: "read events from standard input or files into a store, each once",
    load: async (rest) => (await import("../import/import.ts")).importCommand(rest),
  },
  sync: {
    group: "collect",
    summary: "bring what is new on other machines into the store, over ssh",
    isWhole: true,
    load: async () => (await import("../sync/sync.ts")).syncCommand(),
  },
  push: {
    group: "collect",
    summary: "put the intervals into a time tracker, each once",
    load: async (rest) => (await import("../push/push.ts")).pushCommand(rest),
  },
  status: {
    group: "mend",
    summary: "tell what was found, what is exported and stored, and what is wrong",
    isWhole: true,
    load: async () => (await import("../status/status.ts")).statusCommand(),
  },
  doctor: {
    group: "mend",
    summary: "look at all state, tell what is right, what is wrong and what to do",
    isWhole: true,
    load: async () => (await import("../doctor/doctor.ts")).doctorCommand(),
  },
  help: {
    group: "help",
    summary: "explain a command, or a topic such as periods or exit-codes",
    isWhole: true,
    load: async (_rest, verbs) => (await import("./help.ts")).helpCommand(verbs),
  },
  completion: {
    group: "help",
    summary: "print the completion script for bash, zsh or fish",
    isWhole: true,
    load: async (_rest, verbs) => (await import("../completion/command.ts")).completionCommand(verbs),
  },
  schema: {
    group: "help",
    summary: "print the JSON Schema of an output",
    isWhole: true,
    load: async () => (await import("../schema/schema.ts")).schemaCommand(),
  },
};
