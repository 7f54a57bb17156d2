import { DateTime } from "luxon";
import { durationText } from "../../lib/text/duration.ts";
import { printable } from "../../lib/text/printable.ts";
import { namesAsked } from "../projects/asked.ts";
import { BAND_CONSTANTS } from "../human/band.ts";
import { startOfDay } from "../calendar.ts";
import { CREDITS } from "../agent/credit.ts";
import type { Span } from "../slice.ts";
import { RECORDED } from "../agent/recorded.ts";
import { listText } from "../../spending/price-list.ts";
import type { Spending } from "../../spending/spending.ts";
import type { ReportRequest } from "../report/figures.ts";
import type { Rounding } from "../report/rounding.ts";
import type { Rules } from "../rules.ts";
import { listsUsed } from "./spending/models.ts";

/**
 * What a report was made with, by the names that JSON and CSV give it. Every output names its parameters. Of the lists of
 * prices it names those by which something of `spending` is priced.
 */
export function parameters(
  { rules, window, zone, by, rounding, band, tokens, asked = {} }: ReportRequest,
  spending?: Spending,
) {
  const only = namesAsked(asked);
  return {
    ...windowParameters(window),
    time_zone: zone,
    by,
    ...(Object.keys(only).length === 0 ? undefined : { only }),
    ...ruleParameters(rules),
    ...(rounding === undefined ? undefined : { round_s: rounding.step, round_direction: rounding.direction }),
    ...(tokens?.prices === undefined
      ? undefined
      : { prices: listsUsed(spending, tokens.prices).map(listText).join(", ") }),
    constants: { ...CREDITS, ...(isOfBand(rules, band) ? BAND_CONSTANTS : undefined) },
    recorded: RECORDED,
  };
}

function isOfBand({ human }: Rules, band = false): boolean {
  return band || human !== "attention";
}

/** The name of a rule as a member of JSON or a column of CSV: `hands_on`. */
export function memberOf(rule: string): string {
  return rule.replaceAll("-", "_");
}

export function windowParameters({ start, end }: Span) {
  return {
    ...(Number.isFinite(start) ? { since: utc(start) } : undefined),
    ...(Number.isFinite(end) ? { until: utc(end) } : undefined),
  };
}

export function ruleParameters({ human, attention, agentGap, answer, automated }: Rules) {
  return { human_rule: human, attention_s: attention, agent_gap_s: agentGap, answer_s: answer, automated };
}

/** RFC 3339 in UTC, of seconds since 1970. */
export function utc(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(".000Z", "Z");
}

/** The same for a person, a line each; `roundings`: those by which amounts were made. */
export function parameterLines(
  { rules, zone, rounding, band, amounts }: ReportRequest,
  roundings: Roundings = [],
): readonly string[] {
  const { human, attention, agentGap, answer, automated } = rules;
  const programs = `${automated ? "also" : "not"} of programs`;
  return [
    human === "attention"
      ? `human: one timeline, at most ${durationText(attention)} after each prompt or action, ${programs}`
      : `human: one timeline, ${human}, ${programs}`,
    ...(isOfBand(rules, band) ? bandLines() : []),
    `agent: turns as recorded, else the gaps between events, each at most ${durationText(agentGap)}, and ` +
      `${durationText(answer)} for an answer; sessions add up`,
    `of a gap at most: ${creditsText()}`,
    "union: the same, sessions that run side by side counted once",
    ...(amounts === true
      ? [
          "amount: each day's time of a project by the rate of the project map, to the smallest unit; without a rate nothing",
          ...roundingLines(roundings),
        ]
      : []),
    `days of ${zone}${
      rounding === undefined ? "" : `; human and agent rounded ${roundingText(rounding)} per day and project`
    }`,
  ];
}

/** One for each rate; `undefined` where nothing is rounded. */
type Roundings = readonly (Rounding | undefined)[];

/** How billed time is rounded, if some of it is: amounts are not those of the hours then. */
export function roundingLines(roundings: Roundings): readonly string[] {
  const texts = new Set(roundings.flatMap((rounding) => (rounding === undefined ? [] : roundingText(rounding))));
  if (texts.size === 0) return [];
  const others = roundings.includes(undefined) ? ["not at all"] : [];
  return [`billed: each day's time of a project, rounded ${[...[...texts].sort(), ...others].join(", or ")}`];
}

function roundingText({ step, direction }: Rounding): string {
  return `${direction === "up" ? "up to" : "to the nearest"} ${durationText(step)}`;
}

/** What was asked for alone, if not everything was: `only projects 'atlas', 'garden'; agents 'codex'`. */
export function onlyLines({ asked = {} }: Pick<ReportRequest, "asked">): readonly string[] {
  const only = Object.entries(namesAsked(asked)).map(
    ([kind, names]) => `${kind} ${names.map((name) => `'${printable(name)}'`).join(", ")}`,
  );
  return only.length === 0 ? [] : [`only ${only.join("; ")}`];
}

function creditsText(): string {
  const { work, prompt, quick_result, web_result, shell_result, after_quick, after_other } = CREDITS;
  return (
    `${durationText(work.s)} of a model, ${durationText(quick_result.s)} of a quick tool, ` +
    `${durationText(shell_result.s)} of a shell or its timeout, ${durationText(web_result.s)} of other tools; ` +
    `without results ${durationText(after_quick.s)} after a quick tool, ${durationText(after_other.s)} after others, ` +
    `${durationText(prompt.s)} after a prompt`
  );
}

function bandLines(): readonly string[] {
  const { typing, most_typing, reading, most_reading, decision, most_waiting, most_pause } = BAND_CONSTANTS;
  return [
    `hands-on: typing (${typing.per_s} characters a second, at most ${durationText(most_typing.s)}), reading ` +
      `(${reading.per_s}, at most ${durationText(most_reading.s)}), ${durationText(decision.s)} for a decision`,
    `engaged: also from the agent's end to what follows, at most ${durationText(most_waiting.s)}; ` +
      `attended: also between acts at most ${durationText(most_pause.s)} apart`,
  ];
}

/** The window in words: `Mon 2 Mar 2026 to Sun 8 Mar 2026`. */
export function windowText({ start, end }: Span, zone: string): string {
  const moment = (seconds: number) => DateTime.fromSeconds(seconds, { zone, locale: "en-GB" });
  const isDay = (seconds: number) => startOfDay(moment(seconds)) === seconds;
  const text = (seconds: number, time: string) => moment(seconds).toFormat(`ccc d LLL yyyy${time}`);
  const from = Number.isFinite(start) ? text(start, isDay(start) ? "" : " HH:mm") : undefined;
  // The last day is in the window, its end is not.
  const to = Number.isFinite(end) ? (isDay(end) ? text(end - 1, "") : text(end, " HH:mm")) : undefined;
  if (from === undefined) return to === undefined ? "everything" : `until ${to}`;
  if (to === undefined) return `since ${from}`;
  return from === to ? from : `${from} to ${to}`;
}
