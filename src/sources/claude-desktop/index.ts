import { claudeLines } from "../claude-code/decode.ts";
import { LineLogs } from "../lines.ts";
import type { Source } from "../source.ts";
import { desktopRoots, discoverDesktopLogs } from "./discover.ts";

const logs = new LineLogs(claudeLines);

/** Claude Desktop: the sessions of Cowork, whose transcripts are Claude Code's. */
export const claudeDesktop: Source = {
  agent: "claude-desktop",
  manifest: "claude-desktop-manifest.json",
  option: { flag: "--claude-desktop-dir", meaning: "data directory of Claude Desktop; its Cowork sessions are read" },
  roots: desktopRoots,
  discover: discoverDesktopLogs,
  isUnchanged: (log, cursor) => logs.isUnchanged(log, cursor),
  read: (log, cursor) => logs.read(log, cursor),
};
