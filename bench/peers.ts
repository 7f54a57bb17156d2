// The programs that ours is measured against, where they are installed.

import { existsSync, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { Program } from "./measure.ts";

export const bareNode: Program = { command: [process.execPath, "-e", "0"] };

/** Lists the logs below a directory and asks for the size and times of each. */
export function listLogs(dir: string): Program {
  return { command: [process.execPath, join(import.meta.dirname, "list-logs.ts"), dir] };
}

/** `wc -l` of the logs below a directory. */
export function countLines(dir: string): Program | undefined {
  const wc = onPath("wc");
  if (wc === undefined) return undefined;
  const logs = readdirSync(dir, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".jsonl"));
  return { command: [wc, "-l", ...logs.map((path) => join(dir, path))] };
}

/** ccusage reads the same logs for another purpose. Its native binary, named or on the path. */
export function ccusage(agent: "claude" | "codex", dir: string, named: string | undefined): Program | undefined {
  const file = named ?? onPath("ccusage");
  if (file === undefined) return undefined;
  const variable = agent === "claude" ? "CLAUDE_CONFIG_DIR" : "CODEX_HOME";
  return { command: [file, agent, "daily", "--offline", "--json"], env: { [variable]: dir } };
}

function onPath(name: string): string | undefined {
  return (process.env["PATH"] ?? "")
    .split(delimiter)
    .map((dir) => join(dir, name))
    .find((file) => existsSync(file));
}
