import { isAbsolute } from "node:path";
import { isUsed, rootWords } from "../logs/finding/find.ts";
import type { Environment, Root } from "../logs/finding/roots.ts";
import type { Source } from "../logs/source.ts";

/** How a timer, which has none of a person's variables, looks where a source is looked for here. */
export interface Places {
  /** The directories that are named on its command line. */
  readonly words: readonly string[];
  /** The variables that it needs, by their names. */
  readonly variables: Readonly<Record<string, string>>;
}

/**
 * Named are those directories alone that are read instead of the usual ones: an agent may come to a usual one tomorrow, and
 * one that is named without logs would be warned of with every run. Where usual ones depend on variables, these go along.
 */
export function placesOf(source: Source, roots: readonly Root[], env: Environment): Places {
  const named = (some: readonly Root[]) => ({
    words: some.flatMap(({ path }) => rootWords(source, path)),
    variables: {},
  });
  if (roots.every((root) => root.named)) return named(roots);
  const { paths, variables } = recorded(source, env);
  const unset = source.roots({ ...env, vars: {} }).map(({ path }) => path);
  if (paths.join("\n") === unset.join("\n")) return { words: [], variables: {} };
  if (paths.every((path) => isAbsolute(path))) return { words: [], variables };
  return named(roots.filter((root) => root.named || holdsLogs(source, root)));
}

/** Where a source is looked for, and the variables by which that was found. */
function recorded(source: Source, env: Environment) {
  const variables: Record<string, string> = {};
  const vars = new Proxy(env.vars, {
    get: (all, name: string) => {
      const value = all[name];
      if (value !== undefined && value !== "") variables[name] = value;
      return value;
    },
  });
  return { paths: source.roots({ ...env, vars }).map(({ path }) => path), variables };
}

function holdsLogs(source: Source, root: Root): boolean {
  return isUsed(source, root.path) || source.discover([root]).logs.length > 0;
}
