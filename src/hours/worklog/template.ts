import type { WorkLine } from "./worklog.ts";

/** What a description may speak of: `{branches}`. */
const WORDS = {
  project: ({ project }) => project ?? "",
  client: ({ client }) => client ?? "",
  person: ({ person }) => person ?? "",
  day: ({ day }) => day,
  issue: ({ issue }) => issue ?? "",
  branches: ({ branches }) => branches.join(", "),
  agents: ({ agents }) => agents.join(", "),
  tags: ({ tags }) => tags.join(", "),
} satisfies Record<string, (line: WorkLine) => string>;

export type Describe = (line: WorkLine) => string;

/** The words that stand for something, as a person writes them. */
export const PLACEHOLDERS = Object.keys(WORDS).map((word) => `{${word}}`);

/** The descriptions that a template makes; or the word in it, as it is written there, that stands for nothing. */
export function describedBy(template: string): Describe | { readonly unknown: string } {
  const parts = template.split(/(\{[^{}]*\})/);
  const unknown = parts.find((part) => part.startsWith("{") && !PLACEHOLDERS.includes(part));
  if (unknown !== undefined) return { unknown };
  return (line) => parts.map((part) => valueOf(part, line) ?? part).join("");
}

function valueOf(part: string, line: WorkLine): string | undefined {
  for (const [word, value] of Object.entries(WORDS)) if (part === `{${word}}`) return value(line);
  return undefined;
}
