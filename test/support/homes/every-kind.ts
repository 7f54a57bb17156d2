/** A home that holds every kind of log, of every agent: lines, compressed lines, documents, documents with others beside, databases. */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { zstdCompressSync } from "node:zlib";
import { prepare, scriptsIn } from "../contract/prepared.ts";
import { fixturesOf } from "./fixtures.ts";

const FIXTURES: readonly (readonly [agent: string, ...names: string[]])[] = [
  ["claude-code", "sessions", "tool-calls"],
  ["claude-desktop", "cowork"],
  ["codex", "session", "steering"],
  ["copilot-cli", "session"],
  ["copilot-vscode", "document", "changes"],
  ["cursor", "editor", "command-line"],
  ["cline", "session", "tasks"],
  ["roo-code", "tasks"],
  ["kilo-code", "sessions"],
  ["droid", "session"],
  ["qwen-code", "session"],
  ["pi", "session"],
  ["kimi-cli", "session"],
  ["crush", "session"],
  ["goose", "session"],
  ["openclaw", "session"],
  ["zed", "threads"],
  ["kiro", "cli"],
  ["antigravity", "session", "documents"],
  ["amp", "thread"],
  // Found where its directory is named alone.
  ["aider", "session"],
  ["gemini-cli", "changes", "document"],
  ["opencode", "storage", "sub-agents"],
];

const ROLLOUT = ".codex/sessions/2026/06/30/rollout-2026-06-30T08-00-00-019f178a-cc00-7000-8000-000000000003.jsonl";

/** Puts the logs into a home: of every agent, or of one. */
export function everyKindOfLog(home: string, only?: string): void {
  for (const [agent, ...names] of FIXTURES) {
    if (only !== undefined && agent !== only) continue;
    const fixtures = fixturesOf(agent);
    for (const name of names) {
      const fixture = fixtures.find((each) => each.name === name);
      if (fixture === undefined) throw new Error(`there is no fixture ${agent}/${name}`);
      prepare(fixture.home, home);
      for (const script of scriptsIn(home)) rmSync(join(home, script));
    }
  }
  if (only !== undefined && only !== "codex") return;
  const rollout = join(home, ROLLOUT);
  writeFileSync(`${rollout}.zst`, zstdCompressSync(readFileSync(rollout)));
  rmSync(rollout);
}
