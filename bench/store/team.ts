// A team on one PostgreSQL server: all machines import at once, then a report of the month.  node bench/store/team.ts [MACHINES] [EVENTS]
// 50 machines with 20,000 events each unless said otherwise. Starts a server of its own; build first.

import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startPostgres } from "../../test/support/servers/postgres.ts";

const bin = join(import.meta.dirname, "../../bin/tt.js");
const page = readFileSync(join(import.meta.dirname, "../../docs/recipes.md"), "utf8");
const FIRST = Date.UTC(2026, 2, 1);
const DAYS = 31;
const SESSION = 150;

const [, , machines = "50", each = "20000"] = process.argv;
const names = Array.from({ length: Number(machines) }, (_, nth) => `machine-${nth}`);

/** The events of a machine, as an export prints them: sessions all over the month, in a few directories. */
function eventsOf(machine: string, nth: number): string {
  const lines: string[] = [];
  const sessions = Math.ceil(Number(each) / SESSION);
  for (let written = 0; written < Number(each); written++) {
    const session = Math.floor(written / SESSION);
    const step = written % SESSION;
    const at = FIRST + (session / sessions) * DAYS * 86_400_000 + step * 11_000 + nth * 7;
    const timestamp = new Date(Math.floor(at)).toISOString();
    const shared = {
      timestamp,
      source: "remote.agent",
      agent: "claude-code",
      session_id: `${nth}-${session}`,
      cwd: `/home/dev/project-${session % 20}`,
      machine_id: machine,
    };
    const type = step % 25 === 0 ? "user_message" : "agent_tool_use";
    const own =
      type === "user_message"
        ? { length: 40 + step, has_image: false }
        : { tool: "Read", tool_kind: "file_read", file: `/home/dev/project-${session % 20}/src/${step % 40}.ts` };
    lines.push(
      JSON.stringify({ id: `${machine}:remote.agent:${type}:${timestamp}:${nth}-${written}`, ...shared, type, ...own }),
    );
  }
  return `${lines.join("\n")}\n`;
}

function timed<Result>(what: string, work: () => Result): Result {
  const begun = performance.now();
  const result = work();
  console.log(`${what}: ${((performance.now() - begun) / 1000).toFixed(2)} s`);
  return result;
}

function ran(command: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: "utf8", maxBuffer: 1 << 28 });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")}: ${stderr}`);
  return stdout;
}

const scratch = mkdtempSync(join(tmpdir(), "tt-bench-"));
const server = await startPostgres();
try {
  const url = server.database("team");
  const urlOf = (role: string) => url.replace("user=tt", `user=${role}`);
  const psql = (role: string, sql: string) => ran("psql", ["-X", "-q", "-A", "-t", "-d", urlOf(role), "-c", sql]);
  const tt = (role: string, ...args: readonly string[]) =>
    ran(process.execPath, [bin, ...args, "--db", urlOf(role), "--data-dir", scratch]);
  writeFileSync(join(scratch, "none"), "");
  tt("tt", "import", join(scratch, "none"));
  for (const mark of ["team-groups", "team-rights"])
    psql("tt", new RegExp(`<!-- run: ${mark} -->\\n+\`\`\`sql\\n(.*?)\`\`\``, "s").exec(page)?.[1] ?? "");
  psql("tt", names.map((name) => `create role "${name}" login in role tt_writer;`).join("\n"));
  psql("tt", "create role lead login in role tt_reader");
  names.forEach((name, nth) => writeFileSync(join(scratch, name), eventsOf(name, nth)));
  const begun = performance.now();
  const ended = await Promise.all(
    names.map(
      (name) =>
        new Promise<string>((resolve) => {
          const args = [bin, "import", join(scratch, name), "--db", urlOf(name), "--data-dir", scratch];
          const child = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "pipe"] });
          let said = "";
          child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
          child.on("close", (code) => resolve(code === 0 && said === "" ? "" : `${name}: ${code} ${said}`));
        }),
    ),
  );
  console.log(`${machines} imports at once: ${((performance.now() - begun) / 1000).toFixed(1)} s`);
  const failed = ended.filter((said) => said !== "");
  console.log(`failed: ${failed.length}${failed.slice(0, 3).join("; ")}`);
  const stored = psql("tt", "select count(*), count(distinct id), count(distinct machine_id) from events").trim();
  console.log(`events|ids|machines: ${stored}, expected ${names.length * Number(each)}`);
  for (const [nth, name] of names.entries())
    tt("tt", "people", "set", `person-${Math.floor(nth / 2)}`, "--machine", name);
  psql("tt", "analyze");
  for (let times = 0; times < 3; times++) {
    timed("psql's aggregate of the month", () =>
      psql(
        "lead",
        `select machine_id, type, count(*), min(timestamp), max(timestamp) from events
          where timestamp >= '2026-03-01' and timestamp < '2026-04-01' group by 1, 2`,
      ),
    );
    timed("tt report 2026-03 --by person", () => tt("lead", "report", "2026-03", "--by", "person", "--tz", "UTC"));
    timed("tt report 2026-03 --by machine", () => tt("lead", "report", "2026-03", "--by", "machine", "--tz", "UTC"));
  }
} finally {
  await server.stop();
  rmSync(scratch, { recursive: true, force: true });
}
