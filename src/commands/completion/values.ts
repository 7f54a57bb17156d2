import { EVENT_TYPES, TYPE_GROUPS } from "../../events/event-type.ts";
import { FIELDS } from "../export/flags/fields.ts";
import { AGENTS } from "../../events/observation.ts";
import { DIMENSIONS } from "../../hours/projects/dimension.ts";
import { HUMAN_RULES } from "../../hours/human/human-rules.ts";
import { BILLED } from "../../hours/report/money.ts";
import { FORMS } from "../../hours/worklog/forms.ts";
import { OUTPUTS } from "../schema/outputs.ts";
import { ACTIONS as PEOPLE_ACTIONS } from "../people/run.ts";
import { WEEKDAYS } from "../time/period.ts";
import { ACTIONS as PROJECT_ACTIONS } from "../projects/projects.ts";
import { TARGETS } from "../push/push.ts";
import { PERIODS } from "../time/spoken-period.ts";

/** What a shell offers for a value: some words, or names of files or directories, or nothing. */
export type Values = readonly string[] | "files" | "directories" | "roots";

/** `roots`: one of these, and a directory. */
export const ROOTS: readonly string[] = AGENTS.map((agent) => `${agent}=`);

const NOTHING: readonly string[] = [];

/**
 * By the word that stands for a value in the help. A test asks that every word of every help is here, so that whoever adds
 * an option decides what a shell offers for it.
 */
export const VALUES: Readonly<Record<string, Values>> = {
  ADDRESS: NOTHING,
  AGENT: AGENTS,
  AMOUNT: NOTHING,
  CLIENT: NOTHING,
  COMMAND: NOTHING,
  CODE: NOTHING,
  DATE: ["today", "yesterday"],
  DAY: WEEKDAYS,
  DIMENSION: DIMENSIONS,
  DIR: "directories",
  DURATION: NOTHING,
  FIELDS,
  FILE: "files",
  HOST: NOTHING,
  FORM: Object.keys(FORMS),
  ID: NOTHING,
  INTERVAL: ["5m", "15m", "1h", "6h", "1d"],
  MACHINE: NOTHING,
  NAME: NOTHING,
  OUTPUT: Object.keys(OUTPUTS),
  "PATH|URL": "files",
  PATH: NOTHING,
  PERIOD: PERIODS,
  RULE: HUMAN_RULES,
  SESSION: NOTHING,
  "SOURCE=DIR": "roots",
  "STEP[:up|:nearest]": ["6m", "15m", "30m", "15m:up", "1h:up"],
  TAG: NOTHING,
  TEMPLATE: NOTHING,
  TEXT: NOTHING,
  TARGET: TARGETS,
  TIME: BILLED,
  TYPE: [...Object.keys(TYPE_GROUPS), ...EVENT_TYPES],
  URL: NOTHING,
  WHEN: ["today", "yesterday", "36h", "7d", "2w"],
  ZONE: NOTHING,
  ACTION: PEOPLE_ACTIONS,
};

/** Values whose word in the help stands for something else elsewhere. */
export const VALUES_OF_OPTIONS: Readonly<Record<string, Values>> = { "--source": AGENTS };

/** Operands that are more than one word of the help says. */
export const VALUES_OF_WORDS: Readonly<Record<string, readonly Values[]>> = {
  projects: [[...PERIODS, ...PROJECT_ACTIONS], "directories"],
};
