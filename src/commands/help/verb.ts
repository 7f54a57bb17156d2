import type { Command } from "commander";

/** What a person wants who looks for a command, in the order of `tt --help`. */
export const GROUPS = {
  read: "Read what agents did:",
  ask: "Ask how long it took:",
  keep: "Keep what you decide:",
  collect: "Collect and pass on:",
  mend: "See that all is well:",
  help: "Get help:",
} as const;

/** A command of `tt`. It is loaded when it is asked for, so that starting stays quick. */
export interface Verb {
  readonly group: keyof typeof GROUPS;
  readonly summary: string;
  /** Nothing may stand after `--`. */
  readonly isWhole?: true;
  /** `rest` is what stands after `--`; `verbs` is for the commands that tell about all of them. */
  load(rest: readonly string[] | undefined, verbs: Verbs): Promise<Command>;
}

export type Verbs = Readonly<Record<string, Verb>>;

/** What asks for the version. */
export const VERSION_FLAGS: readonly string[] = ["-V", "--version"];
