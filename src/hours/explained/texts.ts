import { DateTime } from "luxon";
import { clockText } from "../../lib/text/duration.ts";
import { printable } from "../../lib/text/printable.ts";
import { Calendar } from "../calendar.ts";
import { leftOutLines } from "../report/left-out.ts";
import { escaped } from "../views/markdown.ts";
import { onlyLines, parameterLines, windowText } from "../views/parameters.ts";
import type { Explained, ExplainRequest, Explanation } from "./explain.ts";
import { actText, countedText, type ToolOf } from "./wording.ts";

/** An explanation for a person: day by day each stretch, and below it its parts. */
export function* explainedText(found: Explanation, request: ExplainRequest, toolOf: ToolOf): Iterable<string> {
  const time = clockOf(request.zone);
  yield `${windowText(request.window, request.zone)}\n${totalText(found)}\n`;
  let day = "";
  for (const stretch of found.stretches) {
    if (stretch.date !== day) yield `\n${dayText((day = stretch.date))}\n`;
    yield `\n${stretch.kind}  ${time(stretch.start)} to ${time(stretch.end)}  ${lengthOf(stretch)}  ${placeText(stretch)}\n`;
    for (const part of stretch.parts)
      yield `  ${time(part.act.at)}  ${actText(part.act, toolOf)}: ${countedText(part, toolOf)}\n`;
  }
  yield `\n${footer(found, request).join("\n")}\n`;
}

/** The same as Markdown, a table a day. */
export function* explainedMarkdown(found: Explanation, request: ExplainRequest, toolOf: ToolOf): Iterable<string> {
  const time = clockOf(request.zone);
  yield `**${windowText(request.window, request.zone)}**: ${totalText(found)}\n`;
  let day = "";
  for (const stretch of found.stretches) {
    if (stretch.date !== day)
      yield `\n### ${dayText((day = stretch.date))}\n\n| from | to | time | on what | why |\n| --- | --- | --: | --- | --- |\n`;
    const cells = [`**${stretch.kind}**, ${escaped(placeText(stretch))}`, ""];
    yield `| **${time(stretch.start)}** | **${time(stretch.end)}** | **${lengthOf(stretch)}** | ${cells.join(" | ")} |\n`;
    for (const part of stretch.parts) {
      const texts = [`${time(part.act.at)} ${actText(part.act, toolOf)}`, countedText(part, toolOf)].map(escaped);
      yield `| ${time(part.start)} | ${time(part.end)} | ${clockText(part.end - part.start)} | ${texts.join(" | ")} |\n`;
    }
  }
  yield `\n${footer(found, request)
    .map((line) => `- ${escaped(line)}`)
    .join("\n")}\n`;
}

/** Times of day; with their offsets from UTC on days on which the clocks change, where one hour may come twice. */
function clockOf(zone: string): (seconds: number) => string {
  const calendar = new Calendar(zone);
  const at = (seconds: number) => DateTime.fromSeconds(seconds, { zone });
  return (seconds) => {
    const { start, end } = calendar.dayOf(seconds);
    const isEven = at(start).offset === at(end - 1).offset;
    return at(seconds).toFormat(isEven ? "HH:mm:ss" : "HH:mm:ss ZZ");
  };
}

function dayText(date: string): string {
  return DateTime.fromISO(date, { zone: "utc", locale: "en-GB" }).toFormat("ccc d LLL yyyy");
}

function totalText({ human, agent }: Explanation): string {
  return `human ${clockText(human)}, agent ${clockText(agent)}`;
}

function lengthOf({ start, end }: Explained): string {
  return clockText(end - start);
}

/** On what, and in which session: whoever asks wants to find it in the agent's own log. */
function placeText({ subject, kind }: Explained): string {
  const { project, client, agent, session, branch, machine, person } = subject;
  const parts = [
    project ?? "(unknown)",
    client === undefined ? "" : `for ${client}`,
    kind === "human" ? `with ${agent}` : agent,
    `session ${session}`,
    branch === undefined ? "" : `branch ${branch}`,
    machine === undefined ? "" : `on ${machine}`,
    person === undefined ? "" : `of ${person}`,
  ];
  return parts
    .filter((text) => text !== "")
    .map(printable)
    .join(", ");
}

function footer({ leftOut }: Explanation, asked: ExplainRequest): readonly string[] {
  const request = { ...asked, by: [], rounding: undefined };
  return [...leftOutLines(leftOut, "--automated"), ...onlyLines(request), ...parameterLines(request)];
}
