import { event } from "./week.ts";

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
const AGENTS = ["claude-code", "codex", "opencode"];

/** The lines of a year in which a person and three agents worked a great deal: some 20,000 intervals of time. */
export function heavyYear(year: number): string {
  const lines: string[] = [];
  for (let day = Date.UTC(year, 0, 1), number = 0; day < Date.UTC(year + 1, 0, 1); day += DAY, number++)
    for (let turn = 0; turn < 28; turn++) {
      const start = day + (7 * 60 + turn * 30 + (number % 17)) * MINUTE;
      const length = (3 + ((turn * 7 + number) % 20)) * MINUTE;
      // Seven sessions a day, with ids as long as agents give them.
      const nth = turn % 7;
      const session = `${new Date(day).toISOString().slice(0, 10)}-4c1d-8f3a-0123456789ab-${nth}`;
      const where = { session, cwd: `/home/ana/project-${(nth * nth + number) % 11}`, branch: `feature/branch-${nth}` };
      const add = (type: string, at: number, fields: object) =>
        lines.push(
          JSON.stringify(
            event(type, new Date(at).toISOString(), { agent: AGENTS[nth % 3] ?? "", ...where, ...fields }),
          ),
        );
      add("user_message", start, { length: 80, has_image: false });
      add("agent_turn", start + length, { action: "ended", duration_ms: length });
    }
  return `${lines.join("\n")}\n`;
}
