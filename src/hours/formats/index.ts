import { activitywatch } from "./activitywatch.ts";
import type { Format } from "./format.ts";
import { hledger } from "./hledger.ts";
import { ical } from "./ical.ts";
import { kimai } from "./kimai.ts";
import { solidtime } from "./solidtime.ts";
import { timewarrior } from "./timewarrior.ts";
import { toggl } from "./toggl.ts";

/** The formats of `tt intervals --format`, beside NDJSON. */
export const FORMATS = { timewarrior, toggl, kimai, solidtime, ical, hledger, activitywatch } satisfies Record<
  string,
  Format
>;
