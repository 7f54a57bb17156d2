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

const qwen = "src/agents/qwen-code/decode.ts";
const records = "src/log-formats/opencode/records.ts";
const ids = "src/log-formats/opencode/id-time.ts";
const storage = "src/log-formats/opencode/v1/storage.ts";

/** What was a person's and not an agent's, by logs that do not say so in one record. */
export const persons: Area = {
  name: "what was a person's",
  tests: ["test/agents/opencode/opencode.test.ts", "test/agents/qwen-code/qwen-code.test.ts"],
  mutations: [
    { file: storage, from: "if (!this.#known.has(message))\n", to: "if (this.#directory === message)\n" },
    { file: records, from: "if (isOlder && !isMadeBefore(known, session.created))", to: "if (isOlder)" },
    { file: ids, from: "before > 0 && before < ROUND_MS / 2", to: "before >= 0 && before < ROUND_MS / 2" },
    { file: ids, from: "before > 0 && before < ROUND_MS / 2", to: "before > 0" },
    { file: ids, from: "% ROUND_MS) + ROUND_MS) % ROUND_MS", to: "% ROUND_MS)" },
    { file: qwen, from: "state.sentAt !== null && isSentBy(state.sentAt, at)", to: "state.sentAt !== null" },
    { file: qwen, from: "(at ?? null) : null) : sentAt", to: "(at ?? null) : sentAt) : sentAt" },
    { file: qwen, from: "Math.abs(Date.parse(at) - Date.parse(command))", to: "Date.parse(at) - Date.parse(command)" },
  ],
};
