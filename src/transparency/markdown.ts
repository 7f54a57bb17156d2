import { DateTime } from "luxon";
import { escaped } from "../hours/views/markdown.ts";
import { amount, grouped } from "../lib/text/amount.ts";
import { clockText } from "../lib/text/duration.ts";
import { redactionLines } from "../redaction/wording.ts";
import { fenced } from "../transcript/markdown.ts";
import type { Exchange } from "../transcript/transcript.ts";
import { tokensIn, usageText } from "../spending/usage.ts";
import { promptText } from "../transcript/wording.ts";
import { doneIn, sumsOf, type Done, type SessionRecord, type Sums, type Transparency } from "./transparency.ts";

/** The report as a page of Markdown: a table of the groups, and each group session by session. */
export function* transparencyMarkdown(told: Transparency): Iterable<string> {
  const { by, groups, period, zone, redactions, notes } = told;
  yield `# What coding agents were asked and did\n\n${escaped(period)} (${zone})\n\n`;
  yield `| ${by} | sessions | prompts | tool uses | tokens | human | agents |\n| --- | --: | --: | --: | --: | --: | --: |\n`;
  for (const { name, sessions } of groups) yield row(escaped(name), sumsOf(sessions));
  yield row("**total**", sumsOf(groups.flatMap(({ sessions }) => sessions)));
  for (const { name, sessions } of groups) {
    yield `\n## ${escaped(name)}\n`;
    for (const session of sessions) yield* sessionPart(session, zone);
  }
  if (notes.length > 0) yield `\n${notes.map((note) => `- ${escaped(note)}\n`).join("")}`;
  if (redactions !== undefined) yield `\n## Redactions\n\n${escaped(redactionLines(redactions).join(" "))}\n`;
}

function row(name: string, { sessions, prompts, toolUses, usage, human, worked }: Sums): string {
  const tokens = usage === undefined ? "" : grouped(tokensIn(usage));
  const cells = [name, sessions, grouped(prompts), grouped(toolUses), tokens, clockText(human), clockText(worked)];
  return `| ${cells.join(" | ")} |\n`;
}

function* sessionPart(
  { id, agent, branches, human, worked, transcript }: SessionRecord,
  zone: string,
): Iterable<string> {
  const start = transcript === undefined ? "" : `${momentText(transcript.start, zone)}, `;
  const branch =
    branches.length === 0 ? "" : `, ${branches.length === 1 ? "branch" : "branches"} ${branches.join(", ")}`;
  yield `\n### ${start}${escaped(`${agent}, session ${id}${branch}`)}\n\n`;
  yield `- human ${clockText(human)}, agents ${clockText(worked)}\n`;
  if (transcript?.usage !== undefined) yield `- ${usageText(transcript.usage)}\n`;
  let number = 0;
  for (const exchange of transcript?.exchanges ?? []) {
    const { prompt } = exchange;
    const done = doneText(doneIn(exchange));
    if (prompt === undefined) {
      if (done !== "") yield `\nBefore the first prompt: ${done}\n`;
      continue;
    }
    yield `\n${++number}. ${momentText(prompt.at, zone)}, ${escaped(promptText(prompt))}${done === "" ? "" : `: ${done}`}\n`;
    yield textOf(exchange);
  }
}

function textOf({ prompt }: Exchange): string {
  return prompt?.text === undefined ? "" : `\n${fenced(prompt.text, "   ")}`;
}

const MOST_FILES = 20;

function doneText({ kinds, failed, changed }: Done): string {
  const uses = kinds.map(([kind, times]) => `${times} ${escaped(kind)}`).join(", ");
  const files = changed.slice(0, MOST_FILES).map(escaped).join(", ");
  const more = changed.length > MOST_FILES ? `, and ${amount(changed.length - MOST_FILES, "file")} more` : "";
  return [uses + (failed === 0 ? "" : ` (${failed} failed)`), files === "" ? "" : `changed ${files}${more}`]
    .filter((part) => part !== "")
    .join("; ");
}

function momentText(at: string, zone: string): string {
  return DateTime.fromISO(at, { zone, locale: "en-GB" }).toFormat("d LLL yyyy HH:mm:ss");
}
