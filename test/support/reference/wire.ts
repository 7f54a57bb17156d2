/** What the reference decoders of agents other than Claude Code write: the wire, from its description alone. */

export type WireEvent = Readonly<Record<string, string | number | boolean>>;

export const encoded = (id: string): string =>
  [...Buffer.from(id, "utf8")]
    .map((byte) =>
      /[A-Za-z0-9._-]/.test(String.fromCharCode(byte))
        ? String.fromCharCode(byte)
        : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`,
    )
    .join("");

/** A line of NDJSON as it is printed: what a terminal would obey or show in another order is escaped. */
export function wireLine(value: object): string {
  const plain = (mark: string) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, "0")}`;
  const isPlain = (mark: string) =>
    (mark < "\u007f" || mark > "\u009f") && !/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/.test(mark);
  return JSON.stringify(value)
    .split("")
    .map((mark) => (isPlain(mark) ? mark : plain(mark)))
    .join("");
}

interface Origin {
  readonly agent: string;
  readonly type: string;
  readonly at: string;
  readonly key: string;
  readonly session: string;
  readonly cwd: string | undefined;
}

/** An event; what is undefined is left out. */
export function wireEvent(
  { agent, type, at, key, session, cwd }: Origin,
  rest: Readonly<Record<string, string | number | boolean | undefined>>,
): WireEvent {
  const id = `remote.agent:${type}:${at}:${encoded(key)}${type === "agent_session" ? `:${String(rest["action"])}` : ""}`;
  const all = { id, timestamp: at, source: "remote.agent", type, agent, session_id: session, cwd, ...rest };
  return Object.fromEntries(Object.entries(all).filter((member) => member[1] !== undefined)) as WireEvent;
}

/** Kinds of the tools of these agents, by name; of all others by what their names contain. */
export function wireKind(tool: string): string {
  const exact: Readonly<Record<string, string>> = {
    task: "sub_agent",
    execute: "other",
    list: "search",
    list_directory: "search",
    todowrite: "other",
    todoread: "other",
    write_todos: "other",
    replace: "file_edit",
    websearch: "web",
    codesearch: "web",
    google_web_search: "web",
    codebase_investigator: "sub_agent",
  };
  if (Object.hasOwn(exact, tool)) return exact[tool] ?? "";
  const name = tool.toLowerCase();
  if (name.includes("notebook")) return "notebook";
  if (/bash|shell/.test(name) || name === "exec" || name === "exec_command") return "shell";
  if (name.includes("read") || name === "view" || name === "cat") return "file_read";
  if (name.includes("write")) return "file_write";
  if (/edit|patch/.test(name)) return "file_edit";
  if (/grep|glob|search/.test(name) || name === "find" || name === "ls") return "search";
  if (name.includes("agent")) return "sub_agent";
  return /web|fetch|http/.test(name) ? "web" : "other";
}

/** Events without repeats, in an order of their own: two containers need not agree on the order. */
export function asSet(lines: readonly string[]): readonly string[] {
  return [...new Set(lines)].sort();
}

/** Whether a line tells of usage, a limit or an error. */
export function isUsage(line: string): boolean {
  return /"type":"agent_(?:usage|limit|error)"/.test(line);
}

/** Whether a line tells of evidence alone. */
export function isEvidence(line: string): boolean {
  return /"type":"agent_(?:tool_result|message)"/.test(line);
}

/** Those of some events that are printed when evidence is asked for, or not. */
export function asked(events: readonly WireEvent[], evidence: boolean): readonly WireEvent[] {
  const isEvidence = ({ type }: WireEvent) => type === "agent_tool_result" || type === "agent_message";
  return events.filter((event) => !isOfUsage(event) && (evidence || !isEvidence(event)));
}

/** Whether an event tells of usage, a limit or an error, which are asked for apart. */
export function isOfUsage({ type }: WireEvent): boolean {
  return type === "agent_usage" || type === "agent_limit" || type === "agent_error";
}
