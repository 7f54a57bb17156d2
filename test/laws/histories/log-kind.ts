/** A kind of logs as the histories need it: what is in one, where it lies, and what it shows. */
import type { Random } from "../../support/random/random.ts";
import { referenceLog } from "../../agents/claude-code/reference.ts";
import { uglyLog } from "../../support/random/ugly-logs.ts";

export interface LogKind {
  readonly agent: string;
  /** The option that names the directory, and the file that keeps the positions. */
  readonly flag: string;
  readonly manifest: string;
  /** The directory below the root that is there before any log. */
  readonly top: string;
  /** Where a log may lie, below the root. `mark` was never used before. */
  freshPath(random: Random, mark: string): string;
  /** Where a log may be moved to; somewhere else, if not said. */
  readonly movedPath?: (path: string, random: Random) => string | undefined;
  /** Some lines; what stands behind the last newline may be a line still being written. */
  log(seed: number, lines: number): Buffer;
  /** What the lines show, by a decoder that shares no code with the program. */
  events(path: string, bytes: Buffer): readonly object[];
  /** What is left of a log whose writer never leaves a line cut or garbled; without it, any bytes may stand in a log. */
  readonly tidy?: (bytes: Buffer) => Buffer;
  /** How the lines lie on disk, where that is not as they are. Such a log is always written as a whole. */
  readonly render?: (path: string, bytes: Buffer) => Buffer;
  /** What the manifest calls a log, where that is not its path. There is one log of a key at a time. */
  readonly keyOf?: (path: string) => string;
  /** An id of a log may come to name another happening when the log is pruned: what tells them apart is where they stood. */
  readonly isNamedByPlace?: true;
}

const PROJECTS = ["-home-ana-garden", "-home-ana-beans", "odd 🌱\nname", "memory"] as const;

/** Claude Code's transcripts, ugly ones. */
export const claudeLogs: LogKind = {
  agent: "claude-code",
  flag: "--claude-dir",
  manifest: "claude-manifest.json",
  top: "projects",
  freshPath(random, mark) {
    const name = `${random.below(1e6).toString(36)}${mark}`;
    const project = `projects/${random.pick(PROJECTS)}`;
    return random.weigh([
      [12, `${project}/${name}.jsonl`],
      [2, `${project}/agent-${name}.jsonl`],
      [2, `${project}/s1/subagents/agent-${name}.jsonl`],
      [1, `${project}/deep/er/${name}.jsonl`],
      [1, `projects/${name}.jsonl`],
    ]);
  },
  log: (seed, lines) => uglyLog(seed, { lines }),
  events: (path, bytes) => referenceLog(bytes, { subAgent: isSubAgent(path) }).events,
};

function isSubAgent(path: string): boolean {
  const parts = path.split("/");
  return (parts.at(-1) ?? "").startsWith("agent-") || parts.slice(2, -1).includes("subagents");
}
