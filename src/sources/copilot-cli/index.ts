import { LineLogs } from "../lines.ts";
import type { Source } from "../source.ts";
import { copilotLines } from "./decode.ts";
import { copilotRoots, discoverCopilotLogs } from "./discover.ts";

const logs = new LineLogs(copilotLines);

export const copilotCli: Source = {
  agent: "copilot-cli",
  rules: copilotLines.revision,
  manifest: "copilot-cli-manifest.json",
  option: { flag: "--copilot-dir", meaning: "what $COPILOT_HOME names; its session-state/ is read" },
  places: ["session-state"],
  roots: copilotRoots,
  discover: discoverCopilotLogs,
  isUnchanged: (log, cursor) => logs.isUnchanged(log, cursor),
  read: (log, cursor, asked) => logs.read(log, cursor, asked),
};
