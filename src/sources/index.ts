import { claudeCode } from "./claude-code/index.ts";
import { claudeDesktop } from "./claude-desktop/index.ts";
import { codex } from "./codex/index.ts";
import { copilotCli } from "./copilot-cli/index.ts";
import { geminiCli } from "./gemini-cli/index.ts";
import { openCode } from "./opencode/index.ts";
import type { Source } from "./source.ts";

/** Every agent that we can read, in the order in which they are exported. A new one is added here and to `AGENTS`. */
export const sources: readonly Source[] = [claudeCode, codex, openCode, claudeDesktop, geminiCli, copilotCli];
