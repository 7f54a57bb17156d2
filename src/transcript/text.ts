import { redactionLines } from "../redaction/wording.ts";
import { clockOf, headLines, type Shown } from "./head.ts";
import { usageText } from "../spending/usage.ts";
import { elapsedText, linesOf, promptText, saidText, stepText } from "./wording.ts";

/** A session for a person at a terminal: each prompt, and below it what followed. */
export function* textView(shown: Shown): Iterable<string> {
  const { transcript, told, zone, notes, redactions } = shown;
  const time = clockOf(zone);
  for (const line of [...headLines(shown), ...notes]) yield `${line}\n`;
  let number = 0;
  for (const { prompt, steps, usage, end } of transcript.exchanges) {
    if (prompt === undefined) yield "\nbefore the first prompt\n";
    else {
      yield `\n${++number}. ${time(prompt.at)}  ${promptText(prompt)}${elapsedText(prompt, end)}\n`;
      if (told.text && prompt.text !== undefined) yield quoted(prompt.text, "   > ");
    }
    for (const step of steps) {
      yield `   ${time(step.at)}  ${stepText(step)}\n`;
      const said = saidText(step, told);
      if (said !== undefined) yield quoted(said, "     | ");
    }
    if (usage !== undefined) yield `   ${usageText(usage)}\n`;
  }
  if (redactions !== undefined) yield `\n${redactionLines(redactions).join("\n")}\n`;
}

function quoted(text: string, mark: string): string {
  return linesOf(text)
    .map((line) => `${`${mark}${line}`.trimEnd()}\n`)
    .join("");
}
