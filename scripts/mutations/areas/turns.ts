import type { Area } from "../mutation.ts";

const openCode = "src/log-formats/opencode/v2/turn.ts";
const openClaw = "src/agents/openclaw/turn.ts";
const kimi = "src/agents/kimi-cli/observe.ts";

/** How long turns took, by logs that tell only when they began and ended: what was idle must not be in them. */
export const turns: Area = {
  name: "turns",
  tests: [
    "test/log-formats/opencode/turn.test.ts",
    "test/agents/openclaw/turn.test.ts",
    "test/agents/kimi-cli/kimi-cli.test.ts",
  ],
  mutations: [
    { file: openCode, from: 'began === undefined || (isSilent && type === "user")', to: "began === undefined" },
    { file: openCode, from: '(isSilent && type === "user")', to: "isSilent" },
    { file: openCode, from: "else if (isSilent) isCertain = false;", to: "" },
    { file: openCode, from: "readText(finish) === undefined ? undefined :", to: "finish === null ? undefined :" },
    { file: openCode, from: "isCertain && ended - heard <= LONGEST_SILENCE_MS", to: "isCertain" },
    { file: openClaw, from: "if (calls.length > 0 || endsTurn) return", to: "if (calls.length > 0) return" },
    { file: openClaw, from: "if (!isPrompt && !hasFailed) continue;", to: "if (!isPrompt) continue;" },
    { file: openClaw, from: "began !== undefined && next - began > LONGEST_SILENCE_MS", to: "began === undefined" },
    { file: kimi, from: "now >= edge && now - edge <= AT_ONCE_MS", to: "now >= edge" },
    { file: kimi, from: "now >= edge && now - edge <= AT_ONCE_MS", to: "now - edge <= AT_ONCE_MS" },
  ],
};
