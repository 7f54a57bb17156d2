import { ruleParameters } from "../views/parameters.ts";
import type { Interval } from "../interval.ts";
import { oneLine, UNKNOWN_PROJECT, type Format, type FormatContext } from "./format.ts";
import { basic } from "./timewarrior.ts";

/** RFC 5545. DTSTAMP is the end, not now: the same file for the same intervals. */
export const ical: Format = function* (intervals, context) {
  yield lines(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//tt//hours//EN", `X-WR-CALNAME:tt ${context.kind}`]);
  for (const interval of intervals) yield lines(event(interval, context));
  yield lines(["END:VCALENDAR"]);
};

function event({ id, kind, start, end, agents, branches, subject }: Interval, { rules }: FormatContext) {
  const { project = UNKNOWN_PROJECT, client, tags } = subject;
  const categories = [kind, ...(client === undefined ? [] : [client]), project, ...tags];
  const about = [agents.join(", "), branches.join(", "), parametersOf(kind, rules)].filter((text) => text !== "");
  return [
    "BEGIN:VEVENT",
    `UID:${id}@tt`,
    `DTSTAMP:${basic(end)}`,
    `DTSTART:${basic(start)}`,
    `DTEND:${basic(end)}`,
    `SUMMARY:${escaped(kind === "human" ? project : `${project} (${agents.join(", ")})`)}`,
    `DESCRIPTION:${about.map(escaped).join("\\n")}`,
    `CATEGORIES:${categories.map(escaped).join(",")}`,
    "TRANSP:TRANSPARENT",
    "END:VEVENT",
  ];
}

function parametersOf(kind: Interval["kind"], rules: FormatContext["rules"]): string {
  const { attention_s, agent_gap_s, answer_s } = ruleParameters(rules);
  return kind === "human" ? `attention_s=${attention_s}` : `agent_gap_s=${agent_gap_s} answer_s=${answer_s}`;
}

function escaped(text: string): string {
  return oneLine(text).replaceAll(/[\\;,]/g, (mark) => `\\${mark}`);
}

function lines(texts: readonly string[]): string {
  return texts.map((text) => `${folded(text)}\r\n`).join("");
}

/** At most 75 octets a line, no character cut; what goes on begins with a space. */
function folded(text: string): string {
  let folded = "";
  let taken = 0;
  for (const character of text) {
    const octets = Buffer.byteLength(character);
    if (taken + octets > 75) {
      folded += "\r\n ";
      taken = 1;
    }
    folded += character;
    taken += octets;
  }
  return folded;
}
