import { AGENTS, type Agent } from "../events/observation.ts";
import type { SourceFactory } from "../logs/agent-source.ts";
import { aider } from "./aider/index.ts";
import { amp } from "./amp/index.ts";
import { antigravity } from "./antigravity/index.ts";
import { claudeCode } from "./claude-code/index.ts";
import { claudeDesktop } from "./claude-desktop/index.ts";
import { claudeDesktopLog } from "./claude-desktop-log/index.ts";
import { cline } from "./cline/index.ts";
import { codex } from "./codex/index.ts";
import { copilotCli } from "./copilot-cli/index.ts";
import { copilotVsCode } from "./copilot-vscode/index.ts";
import { crush } from "./crush/index.ts";
import { cursor } from "./cursor/index.ts";
import { droid } from "./droid/index.ts";
import { geminiCli } from "./gemini-cli/index.ts";
import { goose } from "./goose/index.ts";
import { kiloCode } from "./kilo-code/index.ts";
import { kimiCli } from "./kimi-cli/index.ts";
import { kiro } from "./kiro/index.ts";
import { openClaw } from "./openclaw/index.ts";
import { openCode } from "./opencode/index.ts";
import { openCodeLog } from "./opencode-log/index.ts";
import { pi } from "./pi/index.ts";
import { qwenCode } from "./qwen-code/index.ts";
import { rooCode } from "./roo-code/index.ts";
import { zed } from "./zed/index.ts";
import type { Source } from "../logs/source.ts";

/** How to make the source of each agent. One that is forgotten here, or listed under another's name, is a type error. */
export const sourceFactories: { readonly [Name in Agent]: SourceFactory<Name> } = {
  "claude-code": claudeCode,
  codex,
  opencode: openCode,
  "claude-desktop": claudeDesktop,
  "gemini-cli": geminiCli,
  "copilot-cli": copilotCli,
  cline,
  "roo-code": rooCode,
  "kilo-code": kiloCode,
  droid,
  "qwen-code": qwenCode,
  pi,
  "kimi-cli": kimiCli,
  "copilot-vscode": copilotVsCode,
  cursor,
  crush,
  goose,
  openclaw: openClaw,
  zed,
  antigravity,
  kiro,
  aider,
  amp,
  "opencode-log": openCodeLog,
  "claude-desktop-log": claudeDesktopLog,
};

/** Every agent that we can read, in the order in which they are exported. */
export const sources: readonly Source[] = AGENTS.map((agent) => sourceFactories[agent]());
