import { GROUPS } from "../../src/commands/help/verb.ts";
import { EXAMPLES } from "../../src/commands/help/examples.ts";
import type { DescribedCommand } from "../../src/commands/help/described.ts";
import type { Topic } from "../../src/commands/topics/topic.ts";
import { VERSION } from "../../src/version.ts";
import type { NamedTopic } from "./markdown.ts";
import { quotedParts } from "./quoted.ts";

/** The man page of `tt`, in the macros of man(7). It has no date, so that the same descriptions give the same bytes. */
export function manPage(commands: readonly DescribedCommand[], topics: readonly NamedTopic[]): string {
  return [
    String.raw`.\" Generated from the descriptions in the program by scripts/manual.ts.`,
    `.TH TT 1 "" "tt ${VERSION}"`,
    ".SH NAME",
    "tt \\- hours and activity events from the logs of coding agents",
    ".SH SYNOPSIS",
    ".B tt",
    ...commands.map(({ name, usage }) => `.br\n.B tt ${name}\n${escaped(usage)}`),
    ".SH DESCRIPTION",
    paragraph(
      "Coding agents keep logs on your disk. tt reads what is new in them, turns it into events that have the same ID however " +
        "often they are read, keeps these in a store, and tells how long you worked, and how long agents worked for you. " +
        "Without a command it says what there is and what to do next.",
    ),
    ".SH COMMANDS",
    ...Object.entries(GROUPS).flatMap(([group, heading]) => [
      `.SS ${escaped(heading)}`,
      ...commands.filter((command) => command.group === group).map(({ name, summary }) => term(`tt ${name}`, summary)),
    ]),
    ".SH OPTIONS",
    ...commands.flatMap(commandLines),
    ...topics.flatMap(({ name, topic }) => [`.SH ${name.toUpperCase().replaceAll("-", " ")}`, ...topicLines(topic)]),
    "",
  ]
    .join("\n")
    .replaceAll(/^(\.S[HS] .*\n)\.PP\n/gm, "$1");
}

function commandLines({ name, description, operands, options }: DescribedCommand): readonly string[] {
  const examples = EXAMPLES[name] ?? [];
  return [
    `.SS tt ${name}`,
    ...description.trim().split("\n\n").map(descriptionPart),
    ...operands.map((operand) => term(operand.term, operand.description)),
    ...options.map((option) => term(option.term, option.description)),
    ...(examples.length === 0 ? [] : [paragraph("Examples:")]),
    ...examples.map(([line, purpose]) => term(line, purpose)),
  ];
}

/** Lines that are indented stay lines. */
function descriptionPart(text: string): string {
  const lines = text.split("\n");
  if (!lines.some((line) => line.startsWith("  "))) return paragraph(lines.join(" "));
  return lines
    .map((line) => (line.startsWith("  ") ? `.RS 2\n.nf\n${escaped(line.trimStart())}\n.fi\n.RE` : paragraph(line)))
    .join("\n");
}

function topicLines(topic: Topic): readonly string[] {
  return topic.flatMap((part) => {
    if (typeof part === "string") return [paragraph(part)];
    if ("heading" in part) return [`.SS ${marked(part.heading)}`];
    return part.map(([thing, meaning]) => term(thing, meaning));
  });
}

function paragraph(text: string): string {
  return `.PP\n${marked(text)}`;
}

function term(thing: string, meaning: string): string {
  return `.TP\n.B ${escaped(thing)}\n${marked(meaning)}`;
}

/** In lines that an editor shows whole; none begins as a line of commands does. */
function marked(text: string): string {
  const words = quotedParts(text)
    .map((part, nth) => (nth % 2 === 1 ? `\\fB${escaped(part)}\\fR` : escaped(part)))
    .join("")
    .split(" ");
  const lines: string[] = [];
  for (const word of words) {
    const longer = `${lines.at(-1) ?? ""} ${word}`;
    if (lines.length === 0 || longer.length > 80) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines.map((line) => (/^[.']/.test(line) ? `\\&${line}` : line)).join("\n");
}

/** What roff would take for a command, and dashes that are to be copied. */
function escaped(text: string): string {
  return text
    .replaceAll("\\", "\\e")
    .replaceAll("-", "\\-")
    .replaceAll("~", "\\(ti")
    .replaceAll("^", "\\(ha")
    .replaceAll("`", "\\(ga");
}
