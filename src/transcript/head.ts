import { DateTime } from "luxon";
import { amount } from "../lib/text/amount.ts";
import { printable } from "../lib/text/printable.ts";
import type { Redactions } from "../redaction/redactor.ts";
import { toolsIn, type Transcript } from "./transcript.ts";
import { usageText } from "../spending/usage.ts";
import { durationText, type Told } from "./wording.ts";

/** Everything that a view tells beside the transcript itself. */
export interface Shown {
  readonly transcript: Transcript;
  readonly project: string | undefined;
  /** The logs that were read; none where the store alone knows the session. */
  readonly logs: readonly string[];
  readonly told: Told;
  readonly zone: string;
  /** Sentences about what is missing, for a person. */
  readonly notes: readonly string[];
  /** What was replaced, if anything was to be. */
  readonly redactions?: Redactions;
}

/** Numbers over a whole session. */
export function totalsOf({ exchanges }: Transcript) {
  const tools = exchanges.flatMap((exchange) => toolsIn(exchange));
  const steps = exchanges.flatMap((exchange) => exchange.steps);
  const turns = steps.flatMap((step) => (step.sort === "turn" ? (step.durationMs ?? []) : []));
  return {
    prompts: exchanges.filter(({ prompt }) => prompt?.automated === false).length,
    automatedPrompts: exchanges.filter(({ prompt }) => prompt?.automated === true).length,
    actions: steps.filter(({ sort }) => sort === "action").length,
    toolUses: tools.length,
    failedTools: tools.filter(({ ok }) => ok === false).length,
    messages: steps.filter(({ sort }) => sort === "message" || sort === "words").length,
    turnMs: turns.length === 0 ? undefined : turns.reduce((sum, duration) => sum + duration, 0),
  };
}

/** What a person reads first: of which session, where, when, and how much. */
export function headLines({ transcript, project, logs, zone }: Shown): readonly string[] {
  const { agent, id, machines, cwd, branch, start, end, usage } = transcript;
  const { prompts, automatedPrompts, toolUses, failedTools, messages, turnMs } = totalsOf(transcript);
  const numbers = [
    amount(prompts, "prompt"),
    automatedPrompts === 0 ? "" : `${amount(automatedPrompts, "prompt")} of programs`,
    amount(toolUses, "tool use") + (failedTools === 0 ? "" : ` (${failedTools} failed)`),
    amount(messages, "message"),
    turnMs === undefined ? "" : `turns of ${durationText(turnMs)}`,
  ];
  const places = [project, cwd, branch === undefined ? undefined : `branch ${branch}`];
  return [
    `${agent}, session ${id}`,
    places.filter((place) => place !== undefined).join(", "),
    `${momentText(start, zone)} to ${momentText(end, zone)} (${zone})`,
    numbers.filter((text) => text !== "").join(", "),
    usage === undefined ? "" : usageText(usage),
    machines.length === 0 ? "" : `on ${machines.join(", ")}`,
    ...logs.map((path) => `log: ${path}`),
  ]
    .filter((line) => line !== "")
    .map(printable);
}

/** Day and time in a zone. */
function momentText(at: string, zone: string): string {
  return DateTime.fromISO(at, { zone, locale: "en-GB" }).toFormat("ccc d LLL yyyy HH:mm:ss");
}

/** Time in a zone, with its day where that is another than before. */
export function clockOf(zone: string): (at: string) => string {
  let day = "";
  return (at) => {
    const moment = DateTime.fromISO(at, { zone, locale: "en-GB" });
    const now = moment.toFormat("ccc d LLL");
    const text = moment.toFormat("HH:mm:ss");
    const isSame = day === now || day === "";
    day = now;
    return isSame ? text : `${now} ${text}`;
  };
}
