import type { Source } from "../source.ts";
import { claudeExpiryDays } from "./expiry.ts";
import { claudeRoots, discoverClaudeLogs } from "./discover.ts";
import { transcripts } from "./transcripts.ts";

export const claudeCode: Source = {
  agent: "claude-code",
  manifest: "claude-manifest.json",
  option: { flag: "--claude-dir", meaning: "Claude configuration directory; its projects/ is read" },
  places: ["projects"],
  roots: claudeRoots,
  discover: discoverClaudeLogs,
  expiryDays: claudeExpiryDays,
  ...transcripts,
};
