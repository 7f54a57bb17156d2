import { Help } from "commander";
import type { Row, Topic } from "./topic.ts";

/** Things that are longer than this stand on a line of their own, with their meaning below. */
const LONGEST_THING = 26;

/** A topic as a terminal of this width shows it. */
export function topicText(topic: Topic, columns: number): string {
  const help = new Help();
  help.prepareContext({ helpWidth: columns });
  const parts = topic.map((part) => {
    if (typeof part === "string") return help.boxWrap(part, columns);
    if ("heading" in part) return `${part.heading}:`;
    return rowsText(part, help, columns);
  });
  // Rows stand right below their heading.
  return `${parts.reduce((text, part, nth) => text + (isHeading(topic[nth - 1]) ? "\n" : "\n\n") + part)}\n`;
}

function isHeading(part: Topic[number] | undefined): boolean {
  return typeof part === "object" && "heading" in part;
}

function rowsText(rows: readonly Row[], help: Help, columns: number): string {
  const width = Math.min(LONGEST_THING, Math.max(...rows.map(([thing]) => thing.length)));
  return rows
    .map(([thing, meaning]) =>
      thing.length <= width
        ? help.formatItem(thing, width, meaning, help)
        : `  ${thing}\n${indented(help.boxWrap(meaning, columns - width - 4), width + 4)}`,
    )
    .join("\n");
}

function indented(text: string, by: number): string {
  return text.replaceAll(/^/gm, " ".repeat(by));
}
