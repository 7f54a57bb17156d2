import { basename, dirname, join } from "node:path";
import { walkLogs } from "../../logs/files/walk.ts";
import { valueOf, type Environment, type Root } from "../../logs/finding/roots.ts";
import type { Discovery, Log } from "../../logs/source.ts";
import { belowOf } from "../../logs/files/below.ts";

/** What `KIRO_HOME` names, for the CLI alone, and the directory that the IDE has in any case. */
export function findKiroRoots(env: Environment): readonly Root[] {
  const named = valueOf(env, "KIRO_HOME");
  const usual = { path: join(env.home, ".kiro"), named: false };
  return named === undefined ? [usual] : [{ path: named, named: true }, usual];
}

const CLI = "cli";
const MESSAGES = "messages.jsonl";
const ABOUT = "session.json";

/**
 * `sessions/cli/<session>.jsonl` and the file beside it, `<session>.json`; `sessions/<workspace>/<session>/messages.jsonl`
 * of the IDE and of the CLI since its version 3.
 */
export function discoverKiroLogs(roots: readonly Root[]): Discovery {
  return walkLogs(roots, {
    logsDir: "sessions",
    isLog: (name, parts) =>
      parts[0] === CLI ? parts.length === 2 && /\.jsonl?$/.test(name) : parts.length === 3 && name === MESSAGES,
    isBeside: (name, { 0: first, length }) => first !== CLI && length === 3 && name === ABOUT,
    enters: ({ 0: first, length }) => length === 1 || (length === 2 && first !== CLI),
    followsLinks: () => false,
  });
}

/** Whether a log is one of the CLI before its version 3. */
export function isOfCli(log: Log): boolean {
  return belowOf(log)[0] === CLI;
}

/** Whether a log is what the CLI keeps beside the lines of a session. */
export function isBesideLines({ path }: Log): boolean {
  return path.endsWith(".json");
}

/** The session that a log is named after. */
export function sessionOfName(log: Log): string {
  return isOfCli(log) ? basename(log.path).replace(/\.jsonl?$/, "") : (belowOf(log).at(-2) ?? "");
}

/** The file that tells of a session what no line of it tells. */
export function aboutPath(log: Log): string {
  return isOfCli(log) ? log.path.replace(/\.jsonl$/, ".json") : join(dirname(log.path), ABOUT);
}
