import { join } from "node:path";
import { qwenCode } from "../../../src/agents/qwen-code/index.ts";
import { referenceQwen } from "../../../test/agents/qwen-code/reference.ts";
import type { RealAgent } from "../agent.ts";
import { ASK } from "../stand-in.ts";

const MODEL = ["--auth-type", "openai", "--model", "stand-in", "--yolo"];

export const realQwen: RealAgent = {
  make: qwenCode,
  from: { npm: "@qwen-code/qwen-code" },
  program: "node_modules/.bin/qwen",
  logs: ({ home }) => join(home, ".qwen"),
  reference: referenceQwen,
  env: ({ url }) => ({ OPENAI_BASE_URL: url, OPENAI_API_KEY: "none", OPENAI_MODEL: "stand-in" }),
  steps: {
    prompt: ({ run }) => run([...MODEL, "dig here"]),
    "resumed, with a tool": ({ run }) => run([...MODEL, "--continue", `${ASK}, please`]),
    fork: ({ run, sessions }) => run([...MODEL, "--resume", sessions()[0] ?? "", "--fork-session", "dig elsewhere"]),
    resumed: ({ run, sessions }) => run([...MODEL, "--resume", sessions()[0] ?? "", "dig on"]),
  },
};
