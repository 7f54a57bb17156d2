import type { Agent } from "./observation.ts";

export const TOOL_KINDS = [
  "shell",
  "file_read",
  "file_write",
  "file_edit",
  "search",
  "sub_agent",
  "web",
  "notebook",
  "other",
] as const;
export type ToolKind = (typeof TOOL_KINDS)[number];

/** Tools whose kind their name alone would not tell, or would tell wrongly. */
const BY_NAME: ReadonlyMap<string, ToolKind> = new Map<string, ToolKind>([
  ["Task", "sub_agent"],
  ["Agent", "sub_agent"],
  ["WebSearch", "web"],
  ["WebFetch", "web"],
  ["TodoWrite", "other"],
  ["TodoRead", "other"],
  ["ToolSearch", "other"],
  ["TaskCreate", "other"],
  ["TaskUpdate", "other"],
  ["TaskList", "other"],
  ["TaskGet", "other"],
  ["TaskOutput", "other"],
  ["TaskStop", "other"],
  ["ExitPlanMode", "other"],
  ["AskUserQuestion", "other"],
  ["Skill", "other"],
  ["BashOutput", "shell"],
  ["KillShell", "shell"],
]);

/** Names that an agent gives its own tools; in the logs of another they may mean something else. */
const OF_AGENT: { readonly [Name in Agent]?: ReadonlyMap<string, ToolKind> } = {
  codex: new Map<string, ToolKind>([
    ["write_stdin", "shell"],
    ["unified_exec", "shell"],
    ["container.exec", "shell"],
    ["view_image", "file_read"],
    ["list_dir", "search"],
    ["send_input", "sub_agent"],
    ["web_search", "web"],
    ["tool_search", "other"],
    ["read_mcp_resource", "other"],
  ]),
  opencode: new Map<string, ToolKind>([
    ["task", "sub_agent"],
    ["list", "search"],
    ["todowrite", "other"],
    ["todoread", "other"],
    ["websearch", "web"],
    ["codesearch", "web"],
    ["shell", "shell"],
    ["subagent", "sub_agent"],
    ["patch", "file_edit"],
    ["question", "other"],
    ["plan_exit", "other"],
    ["skill", "other"],
    ["execute", "other"],
  ]),
  "gemini-cli": new Map<string, ToolKind>([
    ["replace", "file_edit"],
    ["list_directory", "search"],
    ["google_web_search", "web"],
    ["write_todos", "other"],
    ["codebase_investigator", "sub_agent"],
  ]),
  "copilot-cli": new Map<string, ToolKind>([
    ["create", "file_write"],
    ["str_replace", "file_edit"],
    ["insert", "file_edit"],
    ["rg", "search"],
    ["task", "sub_agent"],
    ["read_agent", "sub_agent"],
    ["write_agent", "sub_agent"],
    ["web_search", "web"],
  ]),
};

/** For every other name: the first row that fits the lower-cased name, by a part of it or as a whole. */
const BY_PART: readonly { kind: ToolKind; contains: readonly string[]; is?: readonly string[] }[] = [
  { kind: "notebook", contains: ["notebook"] },
  { kind: "shell", contains: ["bash", "shell"], is: ["exec", "exec_command"] },
  { kind: "file_read", contains: ["read"], is: ["view", "cat"] },
  { kind: "file_write", contains: ["write"] },
  { kind: "file_edit", contains: ["edit", "patch"] },
  { kind: "search", contains: ["grep", "glob", "search"], is: ["find", "ls"] },
  { kind: "sub_agent", contains: ["agent"] },
  { kind: "web", contains: ["web", "fetch", "http"] },
];

const known = new Map(BY_NAME);

/** The kind of a tool, by its whole name and whose it is. The table is normative: `docs/event-format.md`. */
export function toolKind(tool: string, agent: Agent): ToolKind {
  return OF_AGENT[agent]?.get(tool) ?? kindOfName(tool);
}

function kindOfName(tool: string): ToolKind {
  const before = known.get(tool);
  if (before !== undefined) return before;
  const name = tool.toLowerCase();
  const row = BY_PART.find(({ contains, is }) => contains.some((part) => name.includes(part)) || is?.includes(name));
  const kind = row?.kind ?? "other";
  if (known.size < 1000 && tool.length < 100) known.set(tool, kind);
  return kind;
}
