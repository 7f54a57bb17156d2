import { LineLogs } from "../lines.ts";
import type { Source } from "../source.ts";
import { claudeLines } from "./decode.ts";
import { claudeRoots, discoverClaudeLogs } from "./discover.ts";

const logs = new LineLogs(claudeLines);

export const claudeCode: Source = {
  agent: "claude-code",
  manifest: "claude-manifest.json",
  option: { flag: "--claude-dir", meaning: "Claude configuration directory; its projects/ is read" },
  roots: claudeRoots,
  discover: discoverClaudeLogs,
  isUnchanged: (log, cursor) => logs.isUnchanged(log, cursor),
  read: (log, cursor) => logs.read(log, cursor),
};
