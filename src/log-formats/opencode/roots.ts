import { isAbsolute, join } from "node:path";
import { valueOf, type Environment, type Root } from "../../logs/finding/roots.ts";

/**
 * The data directory of a program, by the XDG rules on every system, and the database that its variable names instead of those
 * in it: absolute, or from the data directory.
 */
export function dataRoots(env: Environment, program: string, variable: string): readonly Root[] {
  const xdg = valueOf(env, "XDG_DATA_HOME");
  const data = join(xdg !== undefined && isAbsolute(xdg) ? xdg : join(env.home, ".local", "share"), program);
  const named = valueOf(env, variable);
  if (named === undefined || named === ":memory:") return [{ path: data, named: false }];
  return [
    { path: data, named: false },
    { path: isAbsolute(named) ? named : join(data, named), named: true },
  ];
}
