/**
 * `node bench/import.ts [EVENTS]`: how long an import takes, and how much longer than `sqlite3`'s own `.import` of the same
 * rows into the same table with the same indexes. Ends with 1 when it is more than three times as long. Build first.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const LIMIT = 3;
const ROUNDS = 3;
const SESSION = 150;

const events = Number(process.argv[2] ?? 300_000);
const folder = mkdtempSync(join(tmpdir(), "tt-bench-"));
const bin = join(import.meta.dirname, "../bin/tt.js");
const ndjson = join(folder, "events.ndjson");
const csv = join(folder, "events.csv");

/** The `n`th event of a person with many projects: a prompt, then what the agent did. */
function event(n: number): object {
  const timestamp = new Date(Date.UTC(2024, 0, 1) + n * 37_123).toISOString();
  const key = createHash("md5").update(`event ${n}`).digest("hex");
  const session = Math.floor(n / SESSION);
  const type = ["user_message", "agent_turn"][n % 10] ?? "agent_tool_use";
  const envelope = {
    id: `remote.agent:${type}:${timestamp}:${key}`,
    timestamp,
    source: "remote.agent",
    type,
    agent: "claude-code",
    session_id: createHash("md5").update(`session ${session}`).digest("hex"),
    cwd: `/home/ana/project-${session % 40}`,
    git_branch: "main",
  };
  if (type === "user_message") return { ...envelope, length: n % 500, has_image: false };
  if (type === "agent_turn") return { ...envelope, action: "ended", duration_ms: n };
  return { ...envelope, tool: "Read", tool_kind: "file_read", file: `/home/ana/project/src/part-${n % 1000}.ts` };
}

function generate(): void {
  const file = openSync(ndjson, "w");
  for (let n = 0; n < events;) {
    let text = "";
    for (const end = Math.min(n + 5000, events); n < end; n++) text += `${JSON.stringify(event(n))}\n`;
    writeSync(file, text);
  }
  closeSync(file);
}

interface Run {
  readonly ms: number;
  readonly stdout: string;
  readonly stderr: string;
}

function run(command: string, args: readonly string[], input = ""): Run {
  const began = performance.now();
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: "utf8", input, maxBuffer: 1 << 30 });
  if (status !== 0) throw new Error(`${command}: ${stderr}`);
  return { ms: performance.now() - began, stdout, stderr };
}

// Not getrusage's figure: that is never less than what this process had when it forked.
const tellMemory =
  'data:text/javascript,import{readFileSync}from"node:fs";' +
  'process.on("exit",()=>console.error(/VmHWM:\\s*(\\d+)/.exec(readFileSync("/proc/self/status","utf8"))[1]))';

function importEvents(db: string): Run {
  return run(process.execPath, [`--import=${tellMemory}`, bin, "import", "--db", db, ndjson]);
}

try {
  console.log(`${events.toLocaleString("en-US")} events`);
  generate();
  const first = join(folder, "first.db");
  importEvents(first);
  writeFileSync(csv, run("sqlite3", ["-csv", first, "select * from events"]).stdout);
  const schema = run("sqlite3", [
    first,
    "select sql || ';' from sqlite_schema where tbl_name = 'events' and sql <> ''",
  ]).stdout;
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const db = (name: string) => join(folder, `${name}-${round}.db`);
    const imported = importEvents(db("ours"));
    const reference = run("sqlite3", [db("theirs")], `${schema}\n.mode csv\n.import ${csv} events\n`);
    ours.push(imported.ms);
    theirs.push(reference.ms);
    const memory = Math.round(Number(imported.stderr) / 1024);
    console.log(`tt import ${imported.ms.toFixed(0)} ms (${memory} MB), sqlite3 .import ${reference.ms.toFixed(0)} ms`);
    if (round === 0) console.log(`again, all duplicates: ${importEvents(db("ours")).ms.toFixed(0)} ms`);
    if (round === 0) console.log(`the file: ${(statSync(db("ours")).size / 1e6).toFixed(0)} MB`);
    rmSync(db("ours"));
    rmSync(db("theirs"));
  }
  const ratio = Math.min(...ours) / Math.min(...theirs);
  console.log(`best of ${ROUNDS}: ${ratio.toFixed(2)} times sqlite3 .import (at most ${LIMIT})`);
  process.exitCode = ratio <= LIMIT ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
