import type { ToolKind } from "../../src/events/tool-kind.ts";
import type { AgentFacts } from "../../src/logs/facts.ts";
import { textOfRoots } from "../../src/logs/finding/roots.ts";
import { table } from "./block.ts";
import type { UsageType } from "../../src/events/event-type.ts";

type Facts = readonly AgentFacts[];

/** Which agents are read, how they are named, and where their logs are. `folder`: where the agents' own pages are. */
export function agentsTable(all: Facts, folder: string): string {
  return table(
    ["agent", "`--source`", "option", "where its logs are", "tested with", "not covered"],
    all.map((facts) => [
      `[${facts.title}](${folder}/${facts.agent}/README.md)${facts.note === undefined ? "" : ` (${facts.note})`}`,
      code(facts.agent),
      facts.option.flag === undefined ? "" : code(facts.option.flag),
      `${textOfRoots(facts.roots)}: ${facts.logs}`,
      facts.tested,
      facts.notCovered,
    ]),
  );
}

/** The names of the agents on the wire. */
export function agentList(all: Facts): string {
  return `The values of \`agent\`: ${all.map(({ agent, title }) => `\`${agent}\` (${title})`).join(", ")}.`;
}

/** Whose logs give evidence. */
export function evidenceTable(all: Facts): string {
  const has = ({ evidence }: AgentFacts, type: AgentFacts["evidence"][number]) =>
    evidence.includes(type) ? "yes" : "no";
  return table(
    ["what gives evidence", "`agent_tool_result`", "`agent_message`"],
    all.map((facts) => [code(facts.agent), has(facts, "agent_tool_result"), has(facts, "agent_message")]),
  );
}

/** What the logs say of sessions beside their start, and of usage. */
export function usageTable(all: Facts): string {
  const has = ({ usage = [] }: AgentFacts, type: UsageType) => (usage.includes(type) ? "yes" : "no");
  return table(
    ["what gives usage", "`agent_usage`", "`agent_limit`", "`agent_error`", "`agent_session` beside `started`"],
    all.map((facts) => [
      code(facts.agent),
      has(facts, "agent_usage"),
      has(facts, "agent_limit"),
      has(facts, "agent_error"),
      (facts.changes ?? []).map(code).join(", "),
    ]),
  );
}

/** What the keys in the IDs are made of. */
export function keysTable(all: Facts): string {
  return table(
    ["agent", "key of a tool use and its result", "key of what a person did"],
    all.map(({ agent, keys }) => [code(agent), keys.toolUse, keys.person]),
  );
}

/** The kinds of tools by the agents' own names, a row for each kind. */
export function toolsTable(all: Facts): string {
  return table(
    ["agent", "name", "kind"],
    all.flatMap(({ agent, tools }) => {
      const kinds = new Map<ToolKind, string[]>();
      for (const [tool, kind] of Object.entries(tools)) kinds.set(kind, [...(kinds.get(kind) ?? []), tool]);
      return [...kinds].map(([kind, names]) => [code(agent), names.map(code).join(", "), code(kind)]);
    }),
  );
}

function code(text: string): string {
  return `\`${text}\``;
}
