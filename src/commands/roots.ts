import type { Command } from "commander";
import { resolve } from "node:path";
import { usage } from "../failure.ts";
import { closest } from "../lib/closest.ts";
import { sources } from "../agents/index.ts";
import type { Root } from "../logs/roots.ts";
import type { Source } from "../logs/source.ts";
import { environment } from "./environment.ts";
import { listed } from "./listed.ts";

export interface SourceFlags {
  readonly source?: readonly string[];
  readonly [flag: string]: unknown;
}

/** A source to look at and where. `asked`: by name or by directory, so that it is told of even when it has no logs. */
export interface ChosenSource {
  readonly source: Source;
  readonly asked: boolean;
  readonly roots: readonly Root[];
}

/** The options that say which sources, and where each has its logs. */
export function withSourceOptions(command: Command): Command {
  command.option("--source <NAME,...>", `only these sources (${sources.map(({ agent }) => agent).join(", ")})`, listed);
  for (const { option } of sources)
    command.option(`${option.flag} <DIR>`, `${option.meaning}; may be repeated`, repeated);
  return command;
}

/** All of the sources, or those that are named. */
export function chosenSources(flags: SourceFlags): readonly ChosenSource[] {
  const names = sources.map(({ agent }) => agent);
  const { source: asked } = flags;
  for (const name of asked ?? []) {
    if (names.some((known) => known === name)) continue;
    const meant = closest(name, names);
    throw usage(
      `no source is called '${name}'`,
      meant === undefined ? `there are: ${names.join(", ")}` : `did you mean '${meant}'?`,
    );
  }
  return sources
    .filter(({ agent }) => asked === undefined || asked.includes(agent))
    .map((source) => {
      const named = namedRoots(source, flags);
      const isAsked = asked !== undefined || named !== undefined;
      // A relative path in a variable would give the logs other names in the manifest from every directory.
      const roots = (named ?? source.roots(environment())).map((root) => ({ ...root, path: resolve(root.path) }));
      return { source, asked: isAsked, roots };
    });
}

function namedRoots({ option }: Source, flags: SourceFlags): readonly Root[] | undefined {
  const key = option.flag.slice(2).replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  const paths = flags[key] as readonly string[] | undefined;
  if (paths?.includes("")) throw usage(`${option.flag} is empty`);
  return paths?.map((path) => ({ path, named: true }));
}

/** Collects the values of an option that may be repeated. */
export function repeated(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}
