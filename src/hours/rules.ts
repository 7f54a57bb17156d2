import type { HumanRules } from "./human/human-rules.ts";

/** How the time of agents is counted. */
export interface AgentRules {
  /** Seconds that a gap counts at most, whatever it holds; a session that is silent for longer is taken to rest. */
  readonly agentGap: number;
  /** Seconds that are credited for the answer after the last tool use, where no turn and no answer tells more. */
  readonly answer: number;
}

/** How time is counted. */
export interface Rules extends HumanRules, AgentRules {}
