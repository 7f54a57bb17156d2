import { LineLogs } from "../lines.ts";
import type { Source } from "../source.ts";
import { codexLines } from "./decode.ts";
import { codexRoots, discoverRollouts } from "./discover.ts";

const logs = new LineLogs(codexLines);

export const codex: Source = {
  agent: "codex",
  rules: codexLines.revision,
  manifest: "codex-manifest.json",
  option: { flag: "--codex-dir", meaning: "what $CODEX_HOME names; its sessions/ and archived_sessions/ are read" },
  places: ["sessions", "archived_sessions"],
  roots: codexRoots,
  discover: discoverRollouts,
  isUnchanged: (log, cursor) => logs.isUnchanged(log, cursor),
  read: (log, cursor, asked) => logs.read(log, cursor, asked),
  inThreads: true,
};
