import { claudeLines } from "../claude-code/decode.ts";
import { transcripts } from "../claude-code/transcripts.ts";
import type { Source } from "../source.ts";
import { desktopRoots, discoverDesktopLogs } from "./discover.ts";

/** Claude Desktop: the sessions of Cowork, whose transcripts are Claude Code's. */
export const claudeDesktop: Source = {
  agent: "claude-desktop",
  rules: claudeLines.revision,
  manifest: "claude-desktop-manifest.json",
  option: { flag: "--claude-desktop-dir", meaning: "data directory of Claude Desktop; its Cowork sessions are read" },
  places: ["local-agent-mode-sessions"],
  roots: desktopRoots,
  discover: discoverDesktopLogs,
  ...transcripts,
};
