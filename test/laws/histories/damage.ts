/** A log that is damaged, exported, restored and exported: after that nothing may be missing. For every kind of log. */
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { sources } from "../../../src/agents/index.ts";
import type { Source } from "../../../src/logs/source.ts";
import { everyKindOfLog } from "../../support/homes/every-kind.ts";
import { inProcess } from "../../support/program/in-process.ts";
import { newDatabase, putSession } from "../../support/homes/opencode.ts";
import type { Exported } from "../../agents/opencode/reference.ts";
import { seededRandom, type Random } from "../../support/random/random.ts";

/**
 * A kind of log: whose it is, where it lies in a home, and which of the files there hold it. A document is any file that
 * its agent rewrites; the database that is called one here is OpenCode's, whose rows are spoilt too.
 */
interface Kind {
  readonly agent: Source["agent"];
  readonly root: string;
  readonly files: string;
  readonly holds: "lines" | "compressed lines" | "documents" | "what lies beside" | "database";
}

const EXTENSION = ".config/Code/User/globalStorage/rooveterinaryinc.roo-cline";

export const KINDS: readonly Kind[] = [
  { agent: "claude-code", root: ".claude", files: "projects/**/*.jsonl", holds: "lines" },
  { agent: "claude-desktop", root: ".config/Claude", files: "**/.claude/projects/**/*.jsonl", holds: "lines" },
  { agent: "codex", root: ".codex", files: "sessions/**/*.jsonl", holds: "lines" },
  { agent: "codex", root: ".codex", files: "sessions/**/*.zst", holds: "compressed lines" },
  { agent: "copilot-cli", root: ".copilot", files: "session-state/*/events.jsonl", holds: "lines" },
  { agent: "gemini-cli", root: ".gemini", files: "tmp/**/*.jsonl", holds: "lines" },
  { agent: "gemini-cli", root: ".gemini", files: "tmp/**/session-*.json", holds: "documents" },
  { agent: "opencode", root: ".local/share/opencode", files: "storage/**/*.json", holds: "documents" },
  { agent: "opencode", root: ".local/share/opencode", files: "opencode.db", holds: "database" },
  {
    agent: "antigravity",
    root: ".gemini/antigravity-cli",
    files: "brain/*/.system_generated/logs/*.jsonl",
    holds: "lines",
  },
  { agent: "droid", root: ".factory", files: "sessions/**/*.jsonl", holds: "lines" },
  { agent: "kimi-cli", root: ".kimi", files: "sessions/**/wire.jsonl", holds: "lines" },
  { agent: "kiro", root: ".kiro", files: "sessions/**/*.jsonl", holds: "lines" },
  { agent: "pi", root: ".pi/agent", files: "sessions/**/*.jsonl", holds: "lines" },
  { agent: "qwen-code", root: ".qwen", files: "projects/**/*.jsonl", holds: "lines" },
  { agent: "aider", root: "garden", files: ".aider.chat.history.md", holds: "what lies beside" },
  { agent: "aider", root: "garden", files: ".aider.input.history", holds: "documents" },
  { agent: "amp", root: ".local/share/amp", files: "threads/T-*.json", holds: "documents" },
  { agent: "cline", root: ".cline/data", files: "sessions/**/*.messages.json", holds: "documents" },
  { agent: "cline", root: ".cline/data", files: "sessions/*/1*[a-zA-Z].json", holds: "what lies beside" },
  { agent: "copilot-vscode", root: ".config/Code/User", files: "**/chatSessions/*.json*", holds: "documents" },
  { agent: "crush", root: "garden/.crush", files: "crush.db", holds: "documents" },
  { agent: "cursor", root: ".config/Cursor/User", files: "**/state.vscdb", holds: "documents" },
  { agent: "goose", root: ".local/share/goose", files: "sessions/sessions.db", holds: "documents" },
  { agent: "kilo-code", root: ".local/share/kilo", files: "kilo.db", holds: "documents" },
  { agent: "openclaw", root: ".openclaw", files: "agents/*/agent/*.sqlite", holds: "documents" },
  { agent: "roo-code", root: EXTENSION, files: "tasks/*/ui_messages.json", holds: "documents" },
  { agent: "roo-code", root: EXTENSION, files: "tasks/*/history_item.json", holds: "what lies beside" },
  { agent: "droid", root: ".factory", files: "sessions/**/*.settings.json", holds: "what lies beside" },
  { agent: "kiro", root: ".kiro", files: "sessions/cli/*.json", holds: "what lies beside" },
  {
    agent: "kimi-cli",
    root: ".kimi",
    files: "{kimi.json,sessions/*/*/{state.json,context.jsonl}}",
    holds: "what lies beside",
  },
  {
    agent: "copilot-vscode",
    root: ".config/Code/User",
    files: "workspaceStorage/*/workspace.json",
    holds: "what lies beside",
  },
  { agent: "zed", root: ".local/share/zed", files: "threads/threads.db", holds: "documents" },
];

/** What is lost for ever by a history of this seed; nothing, if all is well. */
export async function lostByDamage(kind: Kind, seed: number): Promise<readonly string[]> {
  const random = seededRandom(seed);
  const home = mkdtempSync(join(tmpdir(), "tt-damage-"));
  try {
    everyKindOfLog(home, kind.agent);
    const root = join(home, kind.root);
    const source = sources.find(({ agent }) => agent === kind.agent);
    if (source === undefined) throw new Error(`no source is called ${kind.agent}`);
    if (kind.holds === "database") {
      rmSync(join(root, "storage"), { recursive: true });
      fillDatabase(join(root, "opencode.db"), random);
    } else if (kind.agent === "opencode") rmSync(join(root, "opencode.db"));
    const paths = globSync(kind.files, { cwd: root }).sort();
    const path = join(root, paths[random.below(paths.length)] ?? "");
    const exporter = inProcess(source, [root]);
    const delivered = new Set<string>();
    const run = async () => {
      for (const line of await exporter.run()) delivered.add(line);
    };
    const later = laterVersion(kind, path, random);
    if (random.chance(0.5)) await run();
    const whole = readFileSync(path);
    const isSeen = damage(kind, path, random);
    for (let runs = 1 + random.below(2); runs > 0; runs--) await run();
    writeFileSync(path, whole);
    // With a log that grows between two runs, only damage that was seen is known to be repaired.
    if (isSeen && random.chance(0.5)) later();
    await run();
    later();
    await run();
    const before = exporter.manifest;
    const quiet = await exporter.run();
    if (quiet.length > 0) throw new Error(`not quiet: ${quiet[0]}`);
    if (exporter.manifest !== before) throw new Error("a quiet run changed the manifest");
    const ids = new Set([...delivered].map((line) => idOf(line)));
    const all = await inProcess(source, [root]).run();
    if (all.length === 0) throw new Error("there is nothing to lose");
    return all.filter((line) => !ids.has(idOf(line)));
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

function idOf(line: string): string {
  return (JSON.parse(line) as { readonly id: string }).id;
}

/** Makes the log an earlier version of itself; gives what brings it up to date, once. */
function laterVersion({ holds }: Kind, path: string, random: Random): () => void {
  let isLater = false;
  const once = (grow: () => void) => () => {
    if (!isLater) grow();
    isLater = true;
  };
  if (holds === "database") return once(() => growDatabase(path, random));
  const bytes = readFileSync(path);
  const cut = bytes.lastIndexOf(0x0a, random.below(bytes.length)) + 1;
  if (holds !== "lines") return () => undefined;
  writeFileSync(path, bytes.subarray(0, cut));
  return once(() => writeFileSync(path, bytes.subarray(cut), { flag: "a" }));
}

/** Damages a log; true if it is damage that reading it must notice. */
function damage({ holds }: Kind, path: string, random: Random): boolean {
  if (holds === "database" && random.chance(0.5)) return spoilRows(path, random);
  const bytes = readFileSync(path);
  const at = random.below(Math.max(1, bytes.length));
  if (holds === "lines" && random.chance(0.4)) {
    const begin = bytes.lastIndexOf(0x0a, Math.max(0, at - 1)) + 1;
    if (bytes[begin] !== 0x7b) return false;
    bytes[begin] = 0x23;
    writeFileSync(path, bytes);
    return true;
  }
  // Of a document that says something else as a whole nobody can tell.
  const ways =
    holds === "what lies beside" ? (["cut", "gone"] as const) : (["noise", "noise", "zeros", "cut"] as const);
  const page = holds === "database" ? 512 : 64;
  const begin = random.chance(0.7) ? at - (at % page) : at;
  const length = random.pick([1, 8, page, page, 3 * page]);
  switch (random.pick(ways)) {
    case "noise":
      for (let i = begin; i < Math.min(begin + length, bytes.length); i++) bytes[i] = random.below(256);
      break;
    case "zeros":
      bytes.fill(0, begin, Math.min(begin + length, bytes.length));
      break;
    case "cut":
      writeFileSync(path, bytes.subarray(0, at));
      return false;
    case "gone":
      rmSync(path);
      return false;
  }
  writeFileSync(path, bytes);
  return false;
}

/** Makes records of a database no JSON, as a bug of its agent would. */
function spoilRows(path: string, random: Random): boolean {
  const database = new DatabaseSync(path);
  for (let rows = 1 + random.below(3); rows > 0; rows--) {
    const table = random.pick(["message", "part"] as const);
    const { count } = database.prepare(`SELECT count(*) AS count FROM ${table}`).get() as { count: number };
    database
      .prepare(`UPDATE ${table} SET data = ? WHERE rowid = (SELECT rowid FROM ${table} LIMIT 1 OFFSET ?)`)
      .run(random.pick(['{"role":', "", "null", "{}}"]), random.below(count));
  }
  database.close();
  return true;
}

const START = 1767600000000;

function sessionOf(id: string, random: Random): Exported {
  const messages = Array.from({ length: 1 + random.below(8) }, (_, at): Exported["messages"][number] => {
    const message = `${id}m${at}`;
    const time = { created: START + at * 1000 };
    if (random.chance(0.4))
      return { info: { id: message, role: "user", time }, parts: [{ id: `${message}p`, type: "text", text: "dig" }] };
    const calls = Array.from({ length: random.below(4) }, (_, call) => ({
      id: `${message}c${call}`,
      type: "tool",
      tool: "bash",
      state: random.chance(0.9)
        ? {
            status: "completed",
            time: { start: time.created, end: time.created + 5 },
            output: "x".repeat(random.below(900)),
          }
        : { status: "pending" },
    }));
    return {
      info: { id: message, role: "assistant", time: { ...time, completed: time.created + 9 } },
      parts: calls,
    };
  });
  return { info: { id, directory: "/home/ana/garden", time: { created: START } }, messages };
}

function fillDatabase(path: string, random: Random): void {
  rmSync(path);
  const database = newDatabase(path, random.pick(["wal", "delete"] as const));
  for (let at = 0, sessions = 3 + random.below(20); at < sessions; at++)
    putSession(database, sessionOf(`s${at}`, random));
  database.close();
}

function growDatabase(path: string, random: Random): void {
  const database = new DatabaseSync(path);
  putSession(database, sessionOf("later", random));
  database.close();
}
