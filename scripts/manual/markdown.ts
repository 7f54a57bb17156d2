import { EXAMPLES } from "../../src/commands/help/examples.ts";
import type { DescribedCommand } from "../../src/commands/help/described.ts";
import type { Topic } from "../../src/commands/topics/topic.ts";
import { GROUPS, type Verbs } from "../../src/commands/help/verb.ts";
import { quotedParts } from "./quoted.ts";

export interface NamedTopic {
  readonly name: string;
  readonly summary: string;
  readonly topic: Topic;
}

/** What the help of a command says: usage, description, operands, options and examples. */
export function commandBlock({ name, usage, description, operands, options }: DescribedCommand): string {
  const examples = EXAMPLES[name] ?? [];
  const width = Math.max(0, ...examples.map(([line]) => line.length));
  return [
    fenced([`tt ${name} ${usage}`]),
    ...description.trim().split("\n\n").map(descriptionPart),
    ...operands.map(({ term, description }) => item(term, description)),
    ...options.map(({ term, description }) => item(term, description)),
    ...(examples.length === 0 ? [] : [fenced(examples.map(([line, why]) => `${line.padEnd(width)}  # ${why}`))]),
  ].join("\n");
}

/** The commands in the groups of `tt --help`, with links to what the page says of them. */
export function commandList(verbs: Verbs): string {
  const groups = Map.groupBy(Object.entries(verbs), ([, { group }]) => group);
  return Object.entries(GROUPS)
    .map(([group, title]) => {
      const names = groups.get(group as keyof typeof GROUPS)?.map(([name]) => `[\`${name}\`](#tt-${name})`) ?? [];
      return `- ${title} ${names.join(", ")}`;
    })
    .join("\n");
}

/** The page of all topics. */
export function topicsPage(topics: readonly NamedTopic[]): string {
  return [
    "# Topics\n",
    "What several commands share. `tt help TOPIC` prints the same texts. This page is generated from them " +
      "(`npm run manual`): change it in `src/commands/topics`.\n",
    ...topics.map(({ name, summary }) => `- [${titleOf(name)}](#${name}): ${summary}`),
    ...topics.map(({ name, topic }) => `\n## ${titleOf(name)}\n\n${topicText(topic)}`),
    "",
  ].join("\n");
}

/** Its anchor is the name. */
function titleOf(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1).replaceAll("-", " ");
}

function topicText(topic: Topic): string {
  return topic
    .map((part) => {
      if (typeof part === "string") return marked(part);
      if ("heading" in part) return `### ${marked(part.heading)}`;
      // Names of several words are nothing that is typed.
      const areNames = part.some(([thing]) => thing.split(", ").some((one) => one.includes(" ")));
      return part
        .map(([thing, meaning]) => (areNames ? `- **${thing}**: ${marked(meaning)}` : item(thing, meaning)))
        .join("\n");
    })
    .join("\n\n");
}

/** Lines that are indented in the help stay lines. */
function descriptionPart(text: string): string {
  const runs = text.split(/(?<=^ .*)\n(?! )|(?<!^ .*)\n(?= )/m);
  return runs
    .map((run) => {
      if (!run.startsWith(" ")) return `${marked(run.replaceAll("\n", " "))}\n`;
      const lines = run.split("\n").map((line) => line.slice(2));
      return fenced(lines, lines[0]?.startsWith("tt ") === true ? "sh" : "text");
    })
    .join("\n");
}

function item(thing: string, meaning: string): string {
  const things = thing.split(", ").map((one) => `\`${one}\``);
  return `- ${things.join(", ")}: ${marked(meaning)}`;
}

function fenced(lines: readonly string[], language: "sh" | "text" = "sh"): string {
  return `\`\`\`${language}\n${lines.join("\n")}\n\`\`\`\n`;
}

/** What is quoted is code, and so are options, variables and paths, quoted or not. */
function marked(text: string): string {
  return quotedParts(text)
    .map((part, nth) => (nth % 2 === 1 ? `\`${part}\`` : plain(part)))
    .join("");
}

function plain(text: string): string {
  return text
    .replaceAll(/(?<![\w/-])(?:--[a-z][a-z-]*|\$[A-Z][A-Z_]*|[~*][/.][\w.*/-]*\w)/g, "`$&`")
    .replaceAll(/[<*](?![^`]*`(?:[^`]*`[^`]*`)*[^`]*$)/g, "\\$&");
}
