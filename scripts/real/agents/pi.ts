import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pi } from "../../../src/agents/pi/index.ts";
import { referencePi } from "../../../test/agents/pi/reference.ts";
import type { RealAgent } from "../agent.ts";
import { ASK } from "../stand-in.ts";

const MODEL = ["--offline", "--provider", "stand-in", "--model", "stand-in", "-p"];

export const realPi: RealAgent = {
  make: pi,
  from: { npm: "@earendil-works/pi-coding-agent" },
  program: "node_modules/.bin/pi",
  logs: ({ home }) => join(home, ".pi/agent"),
  reference: referencePi,
  configure({ home, url }) {
    mkdirSync(join(home, ".pi/agent"), { recursive: true });
    const models = [{ id: "stand-in" }];
    const provider = { baseUrl: url, api: "openai-completions", apiKey: "none", models };
    writeFileSync(join(home, ".pi/agent/models.json"), JSON.stringify({ providers: { "stand-in": provider } }));
  },
  steps: {
    prompt: ({ run }) => run([...MODEL, "dig here"]),
    "resumed, with a tool": ({ run }) => run([...MODEL, "-c", `${ASK}, please`]),
    fork: ({ run, sessions }) => run([...MODEL, "--fork", sessions()[0] ?? "", "dig elsewhere"]),
    resumed: ({ run, sessions }) => run([...MODEL, "--session", sessions()[0] ?? "", "dig on"]),
  },
};
