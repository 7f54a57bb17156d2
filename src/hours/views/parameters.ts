import { DateTime } from "luxon";
import { durationText } from "../../lib/duration.ts";
import { startOfDay } from "../calendar.ts";
import type { Span } from "../piece.ts";
import type { ReportRequest, Rules } from "../report.ts";

/** What a report was made with, by the names that JSON and CSV give it. Every output names its parameters. */
export function parameters({ rules, window, zone, by, rounding }: ReportRequest) {
  return {
    ...windowParameters(window),
    time_zone: zone,
    by,
    ...ruleParameters(rules),
    ...(rounding === undefined ? undefined : { round_s: rounding.step, round_direction: rounding.direction }),
  };
}

export function windowParameters({ start, end }: Span) {
  return {
    ...(Number.isFinite(start) ? { since: utc(start) } : undefined),
    ...(Number.isFinite(end) ? { until: utc(end) } : undefined),
  };
}

export function ruleParameters({ attention, agentGap, answer, automated }: Rules) {
  return { attention_s: attention, agent_gap_s: agentGap, answer_s: answer, automated };
}

/** RFC 3339 in UTC, of seconds since 1970. */
export function utc(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(".000Z", "Z");
}

/** The same for a person, a line each. */
export function parameterLines({ rules, zone, rounding }: ReportRequest): readonly string[] {
  const { attention, agentGap, answer, automated } = rules;
  return [
    `human: one timeline, at most ${durationText(attention)} after each prompt or action, ` +
      `${automated ? "also" : "not"} of programs`,
    `agent: turns as recorded, else tool uses with gaps of at most ${durationText(agentGap)} and ` +
      `${durationText(answer)} for an answer; sessions add up`,
    "union: the same, sessions that run side by side counted once",
    `days of ${zone}${
      rounding === undefined
        ? ""
        : `; human and agent rounded ${rounding.direction === "up" ? "up to" : "to the nearest"} ` +
          `${durationText(rounding.step)} per day and project`
    }`,
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
