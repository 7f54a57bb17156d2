import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { droid } from "../../../src/agents/droid/index.ts";
import { referenceDroid } from "../../../test/agents/droid/reference.ts";
import type { RealAgent } from "../agent.ts";
import { ASK } from "../stand-in.ts";

// The package that people install, `@factory/cli`, does nothing but fetch this one.
const PACKAGE = `@factory/cli-${process.platform}-${process.arch}`;
const EXEC = ["exec", "--auto", "low", "--model", "custom:stand-in-0"];

/** It is not resumed: `--session-id` ended with an error and said nothing. */
export const realDroid: RealAgent = {
  make: droid,
  from: { npm: PACKAGE },
  program: `node_modules/${PACKAGE}/bin/droid`,
  logs: ({ home }) => join(home, ".factory"),
  reference: referenceDroid,
  configure({ home, url }) {
    mkdirSync(join(home, ".factory"), { recursive: true });
    const model = { model: "stand-in", displayName: "stand-in", baseUrl: url, apiKey: "none" };
    const customModels = [{ ...model, provider: "generic-chat-completion-api", maxOutputTokens: 4000 }];
    writeFileSync(join(home, ".factory/settings.json"), JSON.stringify({ customModels }));
  },
  steps: {
    prompt: ({ run }) => run([...EXEC, "dig here"]),
    "another session, with a tool": ({ run }) => run([...EXEC, `${ASK}, please`]),
    fork: ({ run, sessions }) => run([...EXEC, "--fork", sessions()[0] ?? "", "dig elsewhere"]),
  },
};
