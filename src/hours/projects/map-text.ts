import * as z from "zod";
import { schemaFault, uncapitalized } from "../../lib/json/schema-fault.ts";
import { Terms, termsFault } from "../report/terms.ts";

const Name = z.string().trim().min(1).max(200);

/** What a person says of a directory. */
export const ProjectEntry = z.strictObject({
  /** The directory, as it is written: it and everything below it, with `~` in whichever home folder. The longest wins. */
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
const ProjectMapText = z.strictObject({
  projects: z.array(ProjectEntry),
  /** What an hour of a client costs, where the project's entry does not say. */
  clients: z.array(z.strictObject({ name: Name, ...Terms.shape })).optional(),
});

/** What the text says, and the home folder of this machine, which may be in an unusual place. */
export type ProjectMap = z.infer<typeof ProjectMapText> & { readonly home?: string };

/** The map that a text is on a machine with this home folder; or what is wrong with it, in a few words. */
export function parseProjectMap(text: string, home: string): ProjectMap | string {
  let value: unknown;
  try {
    // Editors of Windows begin a file with a mark.
    value = JSON.parse(text.replace(/^\ufeff/, ""));
  } catch (error) {
    if (error instanceof SyntaxError) return `it is not JSON: ${complaint(error.message)}`;
    throw error;
  }
  const parsed = ProjectMapText.safeParse(value);
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
  return { ...parsed.data, home };
}

/** Of any system: the map of one machine names the directories of others too. */
const ABSOLUTE = /^(?:\/|~$|~[/\\]|[A-Za-z]:[/\\]|\\\\)/;

/** What the parser says of it, with the place if it tells one, on one line. */
function complaint(message: string): string {
  return uncapitalized(message.replaceAll(/\s+/g, " "));
}
