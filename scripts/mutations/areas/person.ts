import type { Area } from "../mutation.ts";

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
