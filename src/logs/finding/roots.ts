import { existsSync } from "node:fs";
import { join } from "node:path";

/** What a source may know of the machine. */
export interface Environment {
  readonly home: string;
  readonly vars: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
}

/**
 * A directory in which an agent keeps its logs. `named`: an option or a variable named it, so that its absence is a
 * problem.
 */
export interface Root {
  readonly path: string;
  readonly named: boolean;
  /** The time zone of the times in its logs, where these are local and it was named. */
  readonly zone?: string;
}

/** Where the directories of an agent are when no option names one. */
export type RootRules = VariableRoots | ComputedRoots;

/** The directories that a variable names; if it is not set, or there is none, those that are usual. */
export interface VariableRoots {
  readonly variable?: string;
  /** The root within the directory that the variable names, if it is not that directory itself. */
  readonly within?: string;
  /** Whether the variable may name several directories, with commas between them. */
  readonly isList?: true;
  /** The usual directories, below the home folder, on every system. */
  readonly usual: readonly string[];
}

/** Directories that follow from more than one variable, or from the system. */
export interface ComputedRoots {
  find(env: Environment): readonly Root[];
  /** The same for people, in Markdown. */
  readonly text: string;
}

/** The directories of an agent. One that a variable names counts as named. */
export function rootsOf(rules: RootRules, env: Environment): readonly Root[] {
  if ("find" in rules) return rules.find(env);
  const { variable, within = ".", isList, usual } = rules;
  const value = variable === undefined ? undefined : valueOf(env, variable);
  if (value === undefined) return usual.map((path) => ({ path: join(env.home, path), named: false }));
  const paths = isList === true ? pathsIn(value) : [value];
  return paths.map((path) => ({ path: within === "." ? path : join(path, within), named: true }));
}

/** The same for people, in Markdown. */
export function textOfRoots(rules: RootRules): string {
  if ("text" in rules) return rules.text;
  const { variable, within, isList, usual } = rules;
  const places = usual.map((path) => `\`~/${path}\``).join(" and ");
  if (variable === undefined) return places;
  const named = within === undefined ? `$${variable}` : `$${variable}/${within}`;
  const several = isList === true ? " (several with commas between them)" : "";
  return `\`${named}\`${several}, else ${places}`;
}

/** What a variable says; one that is empty says nothing. */
export function valueOf({ vars }: Environment, variable: string): string | undefined {
  const value = vars[variable];
  return value === "" ? undefined : value;
}

/** The paths of a list; one that exists with commas in it is one path. */
function pathsIn(list: string): readonly string[] {
  if (existsSync(list)) return [list];
  const parts = list.split(",");
  const paths: string[] = [];
  for (let at = 0; at < parts.length;) {
    let end = parts.length;
    while (end > at + 1 && !existsSync(parts.slice(at, end).join(",").trim())) end--;
    paths.push(parts.slice(at, end).join(",").trim());
    at = end;
  }
  const named = paths.filter((path) => path !== "");
  return named.length === 0 ? [list] : named;
}
