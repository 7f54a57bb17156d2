import type { EvidenceType, UsageType } from "../events/event-type.ts";
import type { Agent, SessionChange } from "../events/observation.ts";
import type { ToolTable } from "../events/tool-kind.ts";
import type { RootRules } from "./finding/roots.ts";

/** What holds for one agent, as data. The tables of agents in the docs are made of it; texts are Markdown. */
export interface AgentFacts<Name extends Agent = Agent> {
  readonly agent: Name;
  /** What people call it, and what of it is meant where that is not plain. */
  readonly title: string;
  readonly note?: string;
  /** What a directory of it is, for the help; the first six agents have an option of their own beside `--root`. */
  readonly option: { readonly flag?: string; readonly meaning: string };
  /** Where its directories are when none is named. */
  readonly roots: RootRules;
  /** Of an agent that logs local times without their zone: the option that names the zone. */
  readonly localTimes?: { readonly flag: string };
  /** Where its logs lie below a directory. */
  readonly logs: string;
  /** What lies in a directory that this agent has used: any of these files or directories. */
  readonly places: readonly string[];
  /** On which versions it was tested. */
  readonly tested: string;
  readonly notCovered: string;
  /** What gives the keys of its events: of tool uses, and of prompts and other things that the person did. */
  readonly keys: { readonly toolUse: string; readonly person: string };
  /** The types of evidence that its logs give. */
  readonly evidence: readonly EvidenceType[];
  /** What its logs say of sessions beside their start. */
  readonly changes?: readonly SessionChange[];
  /** The types of usage that its logs give. */
  readonly usage?: readonly UsageType[];
  /** Whether it tells at the end of a run what all requests of it took: then no size of a single one is known. */
  readonly usageOfRuns?: true;
  /** Its tools whose kind their names would not tell, or would tell wrongly. */
  readonly tools: ToolTable;
  /**
   * Whether its logs are text, written for whoever maintains the agent: it is read only where it is named, and gives lines
   * of logs (`log_line`) alone.
   */
  readonly textLogs?: true;
}
