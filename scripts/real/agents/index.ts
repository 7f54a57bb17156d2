import type { RealAgent } from "../agent.ts";
import { realCline } from "./cline.ts";
import { realDroid } from "./droid.ts";
import { realPi } from "./pi.ts";
import { realQwen } from "./qwen-code.ts";

/** Those that install from npm and need no person. */
export const realAgents: Readonly<Record<string, RealAgent>> = {
  cline: realCline,
  droid: realDroid,
  pi: realPi,
  "qwen-code": realQwen,
};
