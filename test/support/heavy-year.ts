import { event } from "./week.ts";

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
const AGENTS = ["claude-code", "codex", "opencode"];

/** The lines of a year in which a person and three agents worked a great deal: some 20,000 stretches of time. */
export function heavyYear(year: number): string {
  const lines: string[] = [];
  for (let day = Date.UTC(year, 0, 1); day < Date.UTC(year + 1, 0, 1); day += DAY)
    for (let turn = 0; turn < 28; turn++) {
      const start = day + (7 * 60 + turn * 30) * MINUTE + ((day / DAY) % 17) * MINUTE;
      const length = (3 + ((turn * 7 + day / DAY) % 20)) * MINUTE;
      const agent = AGENTS[turn % 3] ?? "";
      const session = `${new Date(day).toISOString().slice(0, 10)}-${turn % 7}`;
      const more = { agent, session, cwd: `/home/ana/project-${(turn * turn) % 11}`, branch: `branch-${turn % 4}` };
      const add = (type: string, at: number, fields: object) =>
        lines.push(JSON.stringify(event(type, new Date(at).toISOString(), { ...more, ...fields })));
      add("user_message", start, { length: 80, has_image: false });
      add("agent_tool_use", start + MINUTE, { tool: "Bash", tool_kind: "shell" });
      add("agent_turn", start + length, { action: "ended", duration_ms: length });
    }
  return `${lines.join("\n")}\n`;
}
