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

/** The names that an agent gives its own tools, where their kind is another than the names would tell. */
export type ToolTable = { readonly [tool: string]: ToolKind };

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

/** The kind of a tool, by its whole name and the table of its agent. The tables are normative: `docs/event-format.md`. */
export function toolKind(tool: string, tools: ToolTable): ToolKind {
  return (Object.hasOwn(tools, tool) ? tools[tool] : undefined) ?? kindOfName(tool);
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
