import type { Source } from "../source.ts";
import { claudeExpiryDays } from "./expiry.ts";
import { claudeLines } from "./decode.ts";
import { claudeRoots, discoverClaudeLogs } from "./discover.ts";
import { transcripts } from "./transcripts.ts";

export const claudeCode: Source = {
  agent: "claude-code",
  rules: claudeLines.revision,
  manifest: "claude-manifest.json",
  option: { flag: "--claude-dir", meaning: "Claude configuration directory; its projects/ is read" },
  places: ["projects"],
  roots: claudeRoots,
  discover: discoverClaudeLogs,
  expiryDays: claudeExpiryDays,
  ...transcripts,
};
