// How long a full export of a database and of documents takes:  node bench/other-kinds.ts [BYTES]
//
// An OpenCode database of sessions with calls (most bytes in their output), and chats of Gemini CLI that are one document
// each. Prints seconds, megabytes a second and the peak of the memory, of the built program.

import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { medianTimes, peakMemory, type Program } from "./measure.ts";
import { seeded } from "./logs/random.ts";
import { textPool } from "./logs/text-pool.ts";

const bytes = Number(process.argv[2] ?? 1e9);
const scratch = mkdtempSync(join(tmpdir(), "tt-bench-"));
const random = seeded(1);
const pool = textPool(random);
const text = (median: number, p95: number): string =>
  JSON.parse(`"${pool(Math.min(random.around(median, p95), 400_000)).toString()}"`) as string;
const BEGIN = Date.UTC(2026, 0, 1);

const SCHEMA = `
  CREATE TABLE session (id text PRIMARY KEY, project_id text NOT NULL, parent_id text, directory text NOT NULL,
    title text NOT NULL, version text NOT NULL, time_created integer NOT NULL, time_updated integer NOT NULL,
    permission text);
  CREATE TABLE message (id text PRIMARY KEY, session_id text NOT NULL REFERENCES session(id) ON DELETE CASCADE,
    time_created integer NOT NULL, time_updated integer NOT NULL, data text NOT NULL);
  CREATE TABLE part (id text PRIMARY KEY, message_id text NOT NULL REFERENCES message(id) ON DELETE CASCADE,
    session_id text NOT NULL, time_created integer NOT NULL, time_updated integer NOT NULL, data text NOT NULL);
  CREATE INDEX message_session_time_created_id_idx ON message (session_id, time_created, id);
  CREATE INDEX part_message_id_id_idx ON part (message_id, id);`;

/** Sessions of ten answers with twenty calls each; gives the size of the file. */
function openCode(path: string): number {
  const database = new DatabaseSync(path);
  database.exec(`${SCHEMA} BEGIN`);
  const session = database.prepare("INSERT INTO session VALUES (?, 'p', NULL, '/home/ana/garden', '', '', ?, ?, NULL)");
  const message = database.prepare("INSERT INTO message VALUES (?, ?, ?, ?, ?)");
  const part = database.prepare("INSERT INTO part VALUES (?, ?, ?, ?, ?, ?)");
  const putMessage = (id: string, at: number, role: string, parts: readonly object[]): number => {
    const ses = id.slice(0, 12);
    message.run(id, ses, at, at, JSON.stringify({ role, time: { created: at, completed: at + 9000 } }));
    const texts = parts.map((each) => JSON.stringify(each));
    for (const [i, data] of texts.entries()) part.run(`prt_${id}_${i}`, id, ses, at, at, data);
    return texts.reduce((sum, { length }) => sum + length, 0);
  };
  const putSession = (number: number): number => {
    const ses = `ses_${String(number).padStart(8, "0")}`;
    const begin = BEGIN + number * 600_000;
    session.run(ses, begin, begin);
    const sizes = Array.from({ length: 10 }, (_, turn) => {
      const at = begin + turn * 60_000;
      const prompt = putMessage(`${ses}${turn}a`, at, "user", [{ type: "text", text: text(100, 900) }]);
      const thought = [{ type: "step-start" }, { type: "reasoning", text: text(300, 2000) }];
      const calls = Array.from({ length: 20 }, (_, i) => openCodeCall(`${ses}${turn}${i}`, at + i));
      return prompt + putMessage(`${ses}${turn}b`, at, "assistant", [...thought, ...calls]);
    });
    return sizes.reduce((a, b) => a + b, 0);
  };
  for (let number = 0, written = 0; written < bytes; number++) written += putSession(number);
  database.exec("COMMIT");
  database.close();
  return statSync(path).size;
}

function openCodeCall(id: string, at: number): object {
  const [input, output] = [{ command: text(80, 300) }, text(650, 13_000)];
  const state = { status: "completed", input, output, time: { start: at, end: at + 1 } };
  return { type: "tool", callID: `call_${id}`, tool: "bash", state };
}

/** Chats of two megabytes; gives how much was written. */
function gemini(dir: string): number {
  mkdirSync(dir, { recursive: true });
  const startTime = new Date(BEGIN).toISOString();
  let written = 0;
  for (let chat = 0; written < bytes; chat++) {
    const begin = BEGIN + chat * 86_400_000;
    const messages = Array.from({ length: 75 }, (_, n) => geminiTurn(n, new Date(begin + n * 5000).toISOString()));
    const document = { sessionId: `chat-${chat}`, projectHash: "x", startTime, messages: messages.flat() };
    const json = JSON.stringify(document);
    writeFileSync(join(dir, `session-${chat}.json`), json);
    written += json.length;
  }
  return written;
}

/** A prompt, and an answer with ten calls. */
function geminiTurn(n: number, timestamp: string): readonly object[] {
  const toolCalls = Array.from({ length: 10 }, (_, i) => {
    const [id, name, args] = [`c${n}-${i}`, "run_command", { command: text(80, 300) }];
    const result = [{ functionResponse: { id, name, response: { output: text(650, 13_000) } } }];
    return { id, name, args, status: "success", timestamp, result };
  });
  return [
    { id: `u${n}`, timestamp, type: "user", content: text(100, 900) },
    { id: `g${n}`, timestamp, type: "gemini", content: text(300, 2000), toolCalls },
  ];
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
