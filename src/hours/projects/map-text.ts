import * as z from "zod";
import { schemaFault, uncapitalized } from "../../lib/json/schema-fault.ts";
import { Terms, termsFault } from "../report/terms.ts";

const Name = z.string().trim().min(1).max(200);

/** What a person says of a directory. */
export const ProjectEntry = z.strictObject({
  /** The directory: it and everything below it. The longest one that fits wins. */
  prefix: z.string().min(1),
  name: Name.optional(),
  client: Name.optional(),
  tags: z.array(Name).optional(),
  /** What is private: told nowhere, but that so much was left out. */
  ignore: z.boolean().optional(),
  ...Terms.shape,
});
export type ProjectEntry = z.infer<typeof ProjectEntry>;

/** What a person says about their projects, in `projects.json`: see `docs/hours.md`. */
export const ProjectMap = z.strictObject({
  projects: z.array(ProjectEntry),
  /** What an hour of a client costs, where the project's entry does not say. */
  clients: z.array(z.strictObject({ name: Name, ...Terms.shape })).optional(),
});
export type ProjectMap = z.infer<typeof ProjectMap>;

/** The map that a text is, `~/` being the home folder; or what is wrong with it, in a few words. */
export function parseProjectMap(text: string, home: string): ProjectMap | string {
  let value: unknown;
  try {
    // Editors of Windows begin a file with a mark.
    value = JSON.parse(text.replace(/^\ufeff/, ""));
  } catch (error) {
    if (error instanceof SyntaxError) return `it is not JSON: ${complaint(error.message)}`;
    throw error;
  }
  const parsed = ProjectMap.safeParse(value);
  if (!parsed.success) return schemaFault(parsed.error);
  for (const [list, entries] of [
    ["projects", parsed.data.projects],
    ["clients", parsed.data.clients ?? []],
  ] as const)
    for (const [at, entry] of entries.entries()) {
      const fault = termsFault(entry);
      if (fault !== undefined) return `${list}.${at}.${fault}`;
    }
  const relative = parsed.data.projects.findIndex(({ prefix }) => !ABSOLUTE.test(prefix));
  if (relative >= 0) return `projects.${relative}.prefix: neither absolute nor below '~/'`;
  const at = (prefix: string) => (prefix === "~" || /^~[/\\]/.test(prefix) ? home + prefix.slice(1) : prefix);
  return { ...parsed.data, projects: parsed.data.projects.map((entry) => ({ ...entry, prefix: at(entry.prefix) })) };
}

/** Of any system: the map of one machine names the directories of others too. */
const ABSOLUTE = /^(?:\/|~$|~[/\\]|[A-Za-z]:[/\\]|\\\\)/;

/** What the parser says of it, with the place if it tells one, on one line. */
function complaint(message: string): string {
  return uncapitalized(message.replaceAll(/\s+/g, " "));
}
