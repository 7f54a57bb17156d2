type Event = Readonly<Record<string, unknown>>;

/** Events as a table for people: when, what, where, and the key of each ID. */
export function eventTable(lines: readonly string[]): string {
  const rows = lines.map((line) => {
    const event = JSON.parse(line) as Event;
    return [String(event["timestamp"]), String(event["type"]), whatOf(event), placeOf(event), keyOf(event)];
  });
  const widths = [0, 1, 2, 3].map((column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join("  ")).join("\n");
}

const COMMON = new Set(["id", "timestamp", "source", "type", "agent", "session_id", "cwd", "git_branch"]);

/** The members that an event has beside those of all events. */
function whatOf(event: Event): string {
  const own = Object.entries(event).filter(([name]) => !COMMON.has(name));
  return own.map(([name, value]) => `${name}=${String(value)}`).join(" ");
}

function placeOf({ session_id: session, cwd, git_branch: branch }: Event): string {
  return [session, cwd, branch].flatMap((part) => (typeof part === "string" ? [part] : [])).join(" ");
}

/** What stands in the ID behind the time. */
function keyOf({ id, timestamp }: Event): string {
  const [, key = ""] = String(id).split(`${String(timestamp)}:`);
  return key;
}
