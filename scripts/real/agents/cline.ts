import { join } from "node:path";
import { cline } from "../../../src/agents/cline/index.ts";
import { referenceCline } from "../../../test/agents/cline/reference.ts";
import { asked } from "../../../test/support/reference/wire.ts";
import type { RealAgent } from "../agent.ts";
import { ASK } from "../stand-in.ts";

/** Its sessions are resumed and forked in its terminal alone: a run with `--id` and a prompt ends with an error. */
export const realCline: RealAgent = {
  make: cline,
  from: { npm: "cline" },
  program: "node_modules/.bin/cline",
  logs: ({ home }) => join(home, ".cline/data"),
  reference: (directory, evidence) => asked(referenceCline(directory), evidence),
  steps: {
    "sign in": ({ run, url }) => run(["auth", "-p", "openai-compatible", "-k", "none", "-m", "stand-in", "-b", url]),
    prompt: ({ run }) => run(["--json", "dig here"]),
    "another session, with a tool": ({ run }) => run(["--json", `${ASK}, please`]),
    "another session, planning": ({ run }) => run(["--json", "--plan", "dig there"]),
  },
};
