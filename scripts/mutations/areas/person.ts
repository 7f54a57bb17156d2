import type { Area } from "../mutation.ts";

const storage = "src/log-formats/opencode/v1/storage.ts";

/** What was a person's and not an agent's, by logs that do not say so in one record. */
export const persons: Area = {
  name: "what was a person's",
  tests: ["test/agents/opencode/opencode.test.ts"],
  mutations: [{ file: storage, from: "if (!this.#known.has(message))\n", to: "if (this.#directory === message)\n" }],
};
