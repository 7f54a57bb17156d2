import { LineLogs } from "../lines.ts";
import type { Source } from "../source.ts";
import { claudeLines } from "./decode.ts";
import { claudeExpiryDays } from "./expiry.ts";
import { fastClaudeLogs } from "./fast.ts";
import { claudeRoots, discoverClaudeLogs } from "./discover.ts";

const plain = new LineLogs(claudeLines);
let fast: LineLogs | undefined;

export const claudeCode: Source = {
  agent: "claude-code",
  manifest: "claude-manifest.json",
  option: { flag: "--claude-dir", meaning: "Claude configuration directory; its projects/ is read" },
  roots: claudeRoots,
  discover: discoverClaudeLogs,
  expiryDays: claudeExpiryDays,
  isUnchanged: (log, cursor) => plain.isUnchanged(log, cursor),
  inThreads: true,
  read: (log, cursor) => (fast ??= fastClaudeLogs()).read(log, cursor),
};
