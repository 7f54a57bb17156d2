/** An independent reading of Zed's database from what is known of it; no code of `src`. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { zstdDecompressSync } from "node:zlib";
import { readTime } from "../../support/reference/rules.ts";
import { wireEvent, type WireEvent } from "../../support/reference/wire.ts";

interface Thread {
  readonly messages?: unknown;
  readonly imported?: unknown;
  readonly subagent_context?: unknown;
  readonly initial_project_snapshot?: {
    readonly worktree_snapshots: readonly { worktree_path?: string; git_state?: { current_branch?: unknown } | null }[];
  };
}

export function referenceZed(directory: string): readonly WireEvent[] {
  const path = join(directory, "threads/threads.db");
  if (!existsSync(path)) return [];
  const database = new DatabaseSync(path, { readOnly: true });
  const isThere = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'threads'").get() !== undefined;
  const rows = isThere ? database.prepare("SELECT * FROM threads").all() : [];
  database.close();
  return rows.flatMap((row) => {
    const thread = threadOf(row["data"], row["data_type"]);
    const at = readTime(row["created_at"]);
    if (thread === undefined || at === undefined || thread.imported === true) return [];
    if ((row["parent_id"] ?? thread.subagent_context ?? null) !== null) return [];
    if (!/"User":\{|"role":"user"/.test(JSON.stringify(Array.isArray(thread.messages) ? thread.messages : [])))
      return [];
    const folders = typeof row["folder_paths"] === "string" ? row["folder_paths"].split("\n") : [];
    const places = String(row["folder_paths_order"]).split(",").map(Number);
    const cwd = folders.find((_, index) => places[index] === 0) ?? folders[0];
    const tree = thread.initial_project_snapshot?.worktree_snapshots.find(({ worktree_path }) => worktree_path === cwd);
    const branch = tree?.git_state?.current_branch;
    const session = String(row["id"]);
    return [
      wireEvent(
        { agent: "zed", type: "agent_session", at, key: session, session, cwd },
        { git_branch: typeof branch === "string" ? branch : undefined, action: "started" },
      ),
    ];
  });
}

function threadOf(data: unknown, type: unknown): Thread | undefined {
  try {
    const bytes = typeof data === "string" ? Buffer.from(data) : Buffer.from(data as Uint8Array);
    return JSON.parse((type === "zstd" ? zstdDecompressSync(bytes) : bytes).toString("utf8")) as Thread;
  } catch {
    return undefined;
  }
}
