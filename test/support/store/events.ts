import { createHash } from "node:crypto";

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

/** The same event of a machine that has a name. */
export function of(machine: string, event: Fields): Fields {
  return { ...event, id: `${machine}:${String(event["id"])}`, machine_id: machine };
}

/** As NDJSON with the mark that it is everything of the agents, and by which rules. */
export function whole(complete: Readonly<Record<string, number>>, ...events: readonly Fields[]): string {
  return marked({ complete }, ...events);
}

/** The same, with what else a mark says. */
export function marked(mark: Fields, ...events: readonly Fields[]): string {
  const lines = ndjson(...events);
  const digest = createHash("sha256").update(lines).digest("hex");
  return lines + ndjson({ type: "end", events: events.length, lines_sha256: digest, ...mark });
}
