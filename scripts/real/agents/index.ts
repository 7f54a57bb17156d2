import type { RealAgent } from "../agent.ts";
import { realAider } from "./aider.ts";
import { realCline } from "./cline.ts";
import { realDroid } from "./droid.ts";
import { realOpenCode } from "./opencode.ts";
import { realPi } from "./pi.ts";
import { realQwen } from "./qwen-code.ts";

/** Those that can be installed and need no person. */
export const realAgents: Readonly<Record<string, RealAgent>> = {
  aider: realAider,
  cline: realCline,
  droid: realDroid,
  opencode: realOpenCode,
  pi: realPi,
  "qwen-code": realQwen,
};
