import type { Area } from "../mutation.ts";

const qwen = "src/agents/qwen-code/decode.ts";
const storage = "src/log-formats/opencode/v1/storage.ts";

/** What was a person's and not an agent's, by logs that do not say so in one record. */
export const persons: Area = {
  name: "what was a person's",
  tests: ["test/agents/opencode/opencode.test.ts", "test/agents/qwen-code/qwen-code.test.ts"],
  mutations: [
    { file: storage, from: "if (!this.#known.has(message))\n", to: "if (this.#directory === message)\n" },
    { file: qwen, from: "state.sentAt !== null && isSentBy(state.sentAt, at)", to: "state.sentAt !== null" },
    { file: qwen, from: "(at ?? null) : null) : sentAt", to: "(at ?? null) : sentAt) : sentAt" },
    { file: qwen, from: "Math.abs(Date.parse(at) - Date.parse(command))", to: "Date.parse(at) - Date.parse(command)" },
  ],
};
