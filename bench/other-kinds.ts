// How long a full export of a database and of documents takes:  node bench/other-kinds.ts [BYTES]
//
// An OpenCode database of sessions with calls (most bytes in their output), and chats of Gemini CLI that are one document
// each. Prints seconds, megabytes a second and the peak of the memory, of the built program.

import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { medianTimes, peakMemory, type Program } from "./measure.ts";
import { seeded } from "./random.ts";
import { textPool } from "./text-pool.ts";

const bytes = Number(process.argv[2] ?? 1e9);
const scratch = mkdtempSync(join(tmpdir(), "tt-bench-"));
const random = seeded(1);
const pool = textPool(random);
const text = (median: number, p95: number): string =>
  JSON.parse(`"${pool(Math.min(random.around(median, p95), 400_000)).toString()}"`) as string;
const BEGIN = Date.UTC(2026, 0, 1);

/** Twenty calls an answer, ten answers a session. */
function openCode(path: string): number {
  const database = new DatabaseSync(path);
  database.exec(`
    CREATE TABLE session (id text PRIMARY KEY, project_id text NOT NULL, parent_id text, directory text NOT NULL,
      title text NOT NULL, version text NOT NULL, time_created integer NOT NULL, time_updated integer NOT NULL,
      permission text);
    CREATE TABLE message (id text PRIMARY KEY, session_id text NOT NULL REFERENCES session (id) ON DELETE CASCADE,
      time_created integer NOT NULL, time_updated integer NOT NULL, data text NOT NULL);
    CREATE TABLE part (id text PRIMARY KEY, message_id text NOT NULL REFERENCES message (id) ON DELETE CASCADE,
      session_id text NOT NULL, time_created integer NOT NULL, time_updated integer NOT NULL, data text NOT NULL);
    CREATE INDEX message_session_time_created_id_idx ON message (session_id, time_created, id);
    CREATE INDEX part_message_id_id_idx ON part (message_id, id);
    BEGIN`);
  const session = database.prepare("INSERT INTO session VALUES (?, 'p', NULL, '/home/ana/garden', '', '', ?, ?, NULL)");
  const message = database.prepare("INSERT INTO message VALUES (?, ?, ?, ?, ?)");
  const part = database.prepare("INSERT INTO part VALUES (?, ?, ?, ?, ?, ?)");
  let written = 0;
  for (let n = 0, at = BEGIN; written < bytes; n++) {
    const ses = `ses_${String(n).padStart(8, "0")}`;
    session.run(ses, at, at);
    const put = (msg: string, role: string, parts: readonly object[]) => {
      message.run(msg, ses, at, at, JSON.stringify({ role, time: { created: at, completed: at + 9000 } }));
      for (const [i, each] of parts.entries()) {
        const data = JSON.stringify(each);
        part.run(`prt_${msg}_${String(i).padStart(3, "0")}`, msg, ses, at, at, data);
        written += data.length;
      }
    };
    for (let turn = 0; turn < 10; turn++, at += 60_000) {
      const id = `${String(n).padStart(8, "0")}${turn}`;
      put(`msg_${id}a`, "user", [{ type: "text", text: text(100, 900) }]);
      const calls = Array.from({ length: 20 }, (_, i) => ({
        type: "tool",
        callID: `call_${id}${i}`,
        tool: "bash",
        state: {
          status: "completed",
          input: { command: text(80, 300) },
          output: text(650, 13_000),
          time: { start: at + i, end: at + i + 1 },
        },
      }));
      put(`msg_${id}b`, "assistant", [{ type: "step-start" }, { type: "reasoning", text: text(300, 2000) }, ...calls]);
    }
  }
  database.exec("COMMIT");
  database.close();
  return statSync(path).size;
}

/** Chats of two megabytes. */
function gemini(dir: string): number {
  mkdirSync(dir, { recursive: true });
  let written = 0;
  for (let chat = 0; written < bytes; chat++) {
    const messages: object[] = [];
    let size = 0;
    for (let n = 0; size < 2e6; n++) {
      const timestamp = new Date(BEGIN + chat * 86_400_000 + n * 5000).toISOString();
      messages.push({ id: `u${n}`, timestamp, type: "user", content: text(100, 900) });
      const toolCalls = Array.from({ length: 10 }, (_, i) => {
        const output = text(650, 13_000);
        size += output.length + 500;
        const response = { functionResponse: { id: `c${n}-${i}`, name: "run_command", response: { output } } };
        const args = { command: text(80, 300) };
        return { id: `c${n}-${i}`, name: "run_command", args, status: "success", timestamp, result: [response] };
      });
      messages.push({ id: `g${n}`, timestamp, type: "gemini", content: text(300, 2000), toolCalls });
    }
    const sessionId = `chat-${chat}`;
    const document = JSON.stringify({
      sessionId,
      projectHash: "x",
      startTime: new Date(BEGIN).toISOString(),
      messages,
    });
    writeFileSync(join(dir, `session-${chat}.json`), document);
    written += document.length;
  }
  return written;
}

function exported(source: string, flag: string, dir: string): Program {
  const bin = join(import.meta.dirname, "../bin/tt.js");
  const places = [flag, dir, "--data-dir", join(scratch, `${source}-state`)];
  return { command: [process.execPath, bin, "export", "--source", source, "--full", ...places] };
}

try {
  const database = join(scratch, "opencode");
  mkdirSync(database);
  const sizes = {
    opencode: openCode(join(database, "opencode.db")),
    "gemini-cli": gemini(join(scratch, "gemini/tmp/p/chats")),
  };
  const programs = {
    opencode: exported("opencode", "--opencode-dir", database),
    "gemini-cli": exported("gemini-cli", "--gemini-dir", join(scratch, "gemini")),
  };
  const time = medianTimes(programs, 3);
  for (const name of ["opencode", "gemini-cli"] as const) {
    const [seconds, megabytes] = [time(name) / 1000, sizes[name] / 1e6];
    const peak = peakMemory(programs[name]).toFixed(0);
    console.log(
      `${name}: ${megabytes.toFixed(0)} MB in ${seconds.toFixed(2)} s, ${(megabytes / seconds).toFixed(0)} MB/s, ${peak} MB of memory`,
    );
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
