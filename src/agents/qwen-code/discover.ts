import { join } from "node:path";
import { walkLogs } from "../../logs/files/walk.ts";
import { valueOf, type Environment, type Root } from "../../logs/finding/roots.ts";
import type { Discovery } from "../../logs/source.ts";

/** Where Qwen Code keeps its sessions: a variable of their own goes before the one of all it has. */
export function findQwenRoots(env: Environment): readonly Root[] {
  const named = valueOf(env, "QWEN_RUNTIME_DIR") ?? valueOf(env, "QWEN_HOME");
  return named === undefined ? [{ path: join(env.home, ".qwen"), named: false }] : [{ path: named, named: true }];
}

/**
 * `projects/<project>/chats/<session>.jsonl`, and those of sub-agents, `projects/<project>/subagents/<session>/*.jsonl`.
 */
export function discoverQwenLogs(roots: readonly Root[]): Discovery {
  return walkLogs(roots, {
    logsDir: "projects",
    isLog: (name, [, kind, ...rest]) =>
      name.endsWith(".jsonl") &&
      ((kind === "chats" && rest.length === 1) || (kind === "subagents" && rest.length === 2)),
    enters: ([, kind, ...rest]) =>
      kind === undefined || (kind === "chats" && rest.length === 0) || (kind === "subagents" && rest.length <= 1),
    followsLinks: () => false,
  });
}

/** Whether a log is a sub-agent's, by its path below `projects/`. */
export function isOfSubAgent([, kind]: readonly string[]): boolean {
  return kind === "subagents";
}
