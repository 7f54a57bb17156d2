import { Option, type Command } from "commander";
import { resolve } from "node:path";
import { usage } from "../../failure.ts";
import { closest } from "../../lib/text/closest.ts";
import { sources } from "../../agents/index.ts";
import type { Environment, Root } from "../../logs/finding/roots.ts";
import type { Source } from "../../logs/source.ts";
import { environment } from "../process/environment.ts";
import { listed, repeated } from "./listed.ts";
import { withZoneOptions, zoneOfLogs } from "./log-zones.ts";

export interface SourceFlags {
  readonly source?: readonly string[];
  readonly root?: readonly string[];
  readonly [flag: string]: unknown;
}

/** A source to look at and where. */
export interface ChosenSource {
  readonly source: Source;
  /** Whether `--source` names it. */
  readonly isNamed: boolean;
  /** Whether it is named, or a directory of it: then it is told of even when it has no logs. */
  readonly asked: boolean;
  readonly roots: readonly Root[];
}

/** The options that say which sources, and where each has its logs. */
export function withSourceOptions(command: Command): Command {
  const named = (isText: boolean) =>
    sources.flatMap(({ agent, facts }) => ((facts.textLogs === true) === isText ? [agent] : [])).join(", ");
  command.option(
    "--source <NAME,...>",
    `only these sources (${named(false)}; text logs are read only where they are named here: ${named(true)})`,
    listed,
  );
  command.option(
    "--root <SOURCE=DIR>",
    "where a source has its logs, instead of the usual places; may be repeated ('tt sources' lists them)",
    repeated,
  );
  withZoneOptions(command);
  // What there was before `--root`: known, and no longer on the first page.
  for (const { option } of sources)
    if (option.flag !== undefined)
      command.addOption(
        new Option(`${option.flag} <DIR>`, `${option.meaning}; may be repeated`).argParser(repeated).hideHelp(),
      );
  return command;
}

/**
 * The sources that the flags ask for: those that are named, or all but those of text logs, which are read only where a name
 * or a directory asks for them; `even` those.
 */
export function sourcesRequestOf(flags: SourceFlags, even?: "text logs"): readonly ChosenSource[] {
  const names = sources.map(({ agent }) => agent);
  const { source: asked } = flags;
  const rooted = rootsGiven(flags);
  for (const name of [...(asked ?? []), ...rooted.keys()]) {
    if (names.some((known) => known === name)) continue;
    const meant = closest(name, names);
    throw usage(
      `no source is called '${name}'`,
      meant === undefined ? `there are: ${names.join(", ")}` : `did you mean '${meant}'?`,
    );
  }
  let here: Environment | undefined;
  return sources
    .filter(({ agent, facts }) => {
      if (asked !== undefined) return asked.includes(agent);
      return facts.textLogs !== true || even !== undefined || rooted.has(agent);
    })
    .map((source) => {
      const named = namedRoots(source, flags, rooted);
      // A relative path in a variable would give the logs other names in the manifest from every directory.
      const zone = zoneOfLogs(source, flags);
      const roots = (named ?? source.roots((here ??= environment()))).map((root) => ({
        ...root,
        path: resolve(root.path),
        ...(zone === undefined ? {} : { zone }),
      }));
      const isNamed = asked !== undefined;
      return { source, isNamed, asked: isNamed || named !== undefined, roots };
    });
}

/** The directories of `--root SOURCE=DIR`, by the names of their sources. */
function rootsGiven({ root = [] }: SourceFlags): ReadonlyMap<string, readonly string[]> {
  const roots = new Map<string, string[]>();
  for (const given of root) {
    const at = given.indexOf("=");
    const [name, path] = [given.slice(0, Math.max(at, 0)), given.slice(at + 1)];
    if (name === "" || path === "")
      throw usage(`--root: not a source and a directory: '${given}'`, "such as --root codex=/mnt/old/.codex");
    roots.set(name, [...(roots.get(name) ?? []), path]);
  }
  return roots;
}

function namedRoots(
  { agent, option: { flag } }: Source,
  flags: SourceFlags,
  rooted: ReadonlyMap<string, readonly string[]>,
): readonly Root[] | undefined {
  const key = flag?.slice(2).replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  const own = key === undefined ? undefined : (flags[key] as readonly string[] | undefined);
  if (own?.includes("")) throw usage(`${flag} is empty`);
  const paths = [...(own ?? []), ...(rooted.get(agent) ?? [])];
  return paths.length === 0 ? undefined : paths.map((path) => ({ path, named: true }));
}
