/** A home that holds every kind of log: lines, compressed lines, documents, documents with others beside, databases. */
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { zstdCompressSync } from "node:zlib";
import { fixturesOf } from "./fixtures.ts";

const FIXTURES: readonly (readonly [agent: string, name: string])[] = [
  ["claude-code", "sessions"],
  ["claude-code", "tool-calls"],
  ["claude-desktop", "cowork"],
  ["codex", "session"],
  ["codex", "steering"],
  ["copilot-cli", "session"],
  ["gemini-cli", "changes"],
  ["gemini-cli", "document"],
  ["opencode", "storage"],
  ["opencode", "sub-agents"],
];

const ROLLOUT = ".codex/sessions/2026/06/30/rollout-2026-06-30T08-00-00-019f178a-cc00-7000-8000-000000000003.jsonl";
const OPENCODE = ".local/share/opencode";

export function everyKindOfLog(home: string): void {
  for (const [agent, name] of FIXTURES) {
    const fixture = fixturesOf(agent).find((each) => each.name === name);
    if (fixture === undefined) throw new Error(`there is no fixture ${agent}/${name}`);
    cpSync(fixture.home, home, { recursive: true });
  }
  const rollout = join(home, ROLLOUT);
  writeFileSync(`${rollout}.zst`, zstdCompressSync(readFileSync(rollout)));
  rmSync(rollout);
  const sql = join(home, OPENCODE, "opencode.sql");
  const database = new DatabaseSync(join(home, OPENCODE, "opencode.db"));
  database.exec(readFileSync(sql, "utf8"));
  database.close();
  rmSync(sql);
}
