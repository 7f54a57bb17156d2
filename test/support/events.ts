/** Events as `tt export` prints them, in a garden. */

export type Fields = Readonly<Record<string, unknown>>;

/** The `n`th prompt of a morning. */
export function prompt(n: number, fields: Fields = {}): Fields {
  const timestamp = new Date(Date.UTC(2026, 2, 2, 8) + n * 60_000).toISOString();
  return {
    id: `remote.agent:user_message:${timestamp}:u${n}`,
    timestamp,
    source: "remote.agent",
    type: "user_message",
    agent: "claude-code",
    session_id: "s1",
    cwd: "/home/ana/garden",
    git_branch: "main",
    length: 14,
    has_image: false,
    ...fields,
  };
}

export function toolUse(n: number, fields: Fields = {}): Fields {
  const { length: _length, has_image: _image, ...rest } = prompt(n);
  const id = `remote.agent:agent_tool_use:${String(rest["timestamp"])}:toolu_${n}`;
  return { ...rest, id, type: "agent_tool_use", tool: "Read", tool_kind: "file_read", ...fields };
}

/** As NDJSON. */
export function ndjson(...events: readonly Fields[]): string {
  return events.map((event) => `${JSON.stringify(event)}\n`).join("");
}
