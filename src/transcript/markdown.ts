import { escaped } from "../hours/views/markdown.ts";
import { redactionLines } from "../redaction/wording.ts";
import { clockOf, headLines, type Shown } from "./head.ts";
import { usageText } from "../spending/usage.ts";
import { elapsedText, linesOf, promptText, saidText, stepText } from "./wording.ts";

/** The same as Markdown: a heading for each prompt, and a list below it. */
export function* markdownView(shown: Shown): Iterable<string> {
  const { transcript, told, zone, notes, redactions } = shown;
  const time = clockOf(zone);
  const [title = "", ...lines] = headLines(shown);
  yield `# ${escaped(title)}\n\n`;
  for (const line of [...lines, ...notes]) yield `- ${escaped(line)}\n`;
  let number = 0;
  for (const { prompt, steps, usage, end } of transcript.exchanges) {
    if (prompt === undefined) yield "\n## Before the first prompt\n\n";
    else {
      yield `\n## ${++number}. ${time(prompt.at)}, ${escaped(promptText(prompt) + elapsedText(prompt, end))}\n\n`;
      if (told.text && prompt.text !== undefined) yield `${fenced(prompt.text, "")}\n`;
    }
    for (const step of steps) {
      yield `- ${time(step.at)} ${escaped(stepText(step))}\n`;
      const said = saidText(step, told);
      if (said !== undefined) yield `\n${fenced(said, "  ")}\n`;
    }
    if (usage !== undefined) yield `- ${usageText(usage)}\n`;
  }
  if (redactions !== undefined) yield `\n## Redactions\n\n${escaped(redactionLines(redactions).join(" "))}\n`;
}

/** In a fence that is longer than any in it, so that nothing in it is markup. */
export function fenced(text: string, indent: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = "`".repeat(longest + 1);
  return [`${fence}text`, ...linesOf(text), fence].map((line) => `${`${indent}${line}`.trimEnd()}\n`).join("");
}
