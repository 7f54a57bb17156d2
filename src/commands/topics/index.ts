import type { Topic } from "./topic.ts";

interface ListedTopic {
  readonly summary: string;
  load(): Promise<Topic>;
}

/** What `tt help` explains beside the commands. Each text is loaded when it is asked for. */
export const TOPICS: Readonly<Record<string, ListedTopic>> = {
  periods: {
    summary: "how to name days, weeks, months and moments",
    load: async () => (await import("./periods.ts")).periodsTopic,
  },
  hours: {
    summary: "what human, agent and union time are",
    load: async () => (await import("./hours.ts")).hoursTopic,
  },
  "exit-codes": {
    summary: "how a run says that it went well or not",
    load: async () => (await import("./exit-codes.ts")).exitCodesTopic,
  },
  files: {
    summary: "files that tt reads and writes, and variables",
    load: async () => (await import("./files.ts")).filesTopic,
  },
  privacy: {
    summary: "what is read, what is stored, what is never stored",
    load: async () => (await import("./privacy.ts")).privacyTopic,
  },
  warnings: {
    summary: "every kind of warning, and what to do about it",
    load: async () => (await import("./warnings.ts")).warningsTopic,
  },
};
