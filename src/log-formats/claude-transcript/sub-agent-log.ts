/** Whether a log, by the parts of its path below `projects/`, is one of a sub-agent. */
export function isSubAgentLog(below: readonly string[]): boolean {
  return (below.at(-1) ?? "").startsWith("agent-") || below.slice(1, -1).includes("subagents");
}
