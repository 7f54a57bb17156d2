import { join } from "node:path";
import { walkLogs } from "../../logs/files/walk.ts";
import type { Environment, Root } from "../../logs/finding/roots.ts";
import type { Discovery, Log } from "../../logs/source.ts";
import { belowOf } from "../../logs/files/below.ts";

/** The app's directory, that of its IDE and that of `agy`, on every system. */
const DIRECTORIES = ["antigravity", "antigravity-ide", "antigravity-cli"];

/** The data directories of all three programs. */
export function findAntigravityRoots({ home }: Environment): readonly Root[] {
  return DIRECTORIES.map((name) => ({ path: join(home, ".gemini", name), named: false }));
}

/** Where the transcript lies below the directory of a conversation. */
const PLACE = [".system_generated", "logs", "transcript.jsonl"];

/** The transcript of each conversation, `brain/<conversation>/.system_generated/logs/transcript.jsonl`. */
export function discoverAntigravityLogs(roots: readonly Root[]): Discovery {
  const isOnTheWay = ([, ...below]: readonly string[]) => below.every((name, at) => name === PLACE[at]);
  return walkLogs(roots, {
    logsDir: "brain",
    isLog: (_name, parts) => parts.length === PLACE.length + 1 && isOnTheWay(parts),
    enters: (parts) => parts.length <= PLACE.length && isOnTheWay(parts),
    followsLinks: () => false,
  });
}

/** The conversation of a log: the directory below `brain/`. */
export function conversationOf(log: Log): string {
  return belowOf(log)[0] ?? "";
}
