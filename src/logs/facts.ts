import type { Agent } from "../events/observation.ts";
import type { RootRules } from "./roots.ts";

/** What holds for one agent, as data. */
export interface AgentFacts<Name extends Agent = Agent> {
  readonly agent: Name;
  /** The option that names its directories, and what a directory of it is, for the help. */
  readonly option: { readonly flag: string; readonly meaning: string };
  /** What lies in a directory that this agent has used: any of these files or directories. */
  readonly places: readonly string[];
  /** Where its directories are when none is named. */
  readonly roots: RootRules;
}
