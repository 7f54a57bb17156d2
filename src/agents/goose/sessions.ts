import type { DatabaseSync, StatementSync } from "node:sqlite";
import { parseObject } from "../../lib/json/json.ts";
import { columnsOf } from "../../logs/databases/columns.ts";
import { isPresent, readId, readText, readTime } from "../../logs/record/fields.ts";

/** A session, from its row. */
export interface Session {
  readonly id: string;
  readonly type: string;
  readonly parentId: string | undefined;
  readonly directory: string | undefined;
  /** Canonical. */
  readonly createdAt: string | undefined;
  /** What the recipe that began it asks by itself: its prompt, or its instructions where it has none. */
  readonly recipeTexts: readonly string[];
}

const LONGEST_LINE = 64;

/** The sessions of a database. */
export class Sessions {
  readonly #byId: StatementSync;

  constructor(database: DatabaseSync) {
    const there = columnsOf(database, "sessions");
    const optional = (column: string) => (there.has(column) ? column : `NULL AS ${column}`);
    const columns = ["session_type", "schedule_id", "recipe_json", "parent_session_id"].map(optional);
    this.#byId = database.prepare(
      `SELECT id, working_dir, CAST(created_at AS TEXT) AS created_at, ${columns.join(", ")} FROM sessions WHERE id = ?`,
    );
  }

  of(id: unknown): Session | undefined {
    const known = readId(id);
    const row = known === undefined ? undefined : this.#byId.get(known);
    if (known === undefined || row === undefined) return undefined;
    const recipe = typeof row["recipe_json"] === "string" ? parseObject(row["recipe_json"]) : undefined;
    const type = readText(row["session_type"]) ?? "user";
    return {
      id: known,
      type: type === "user" && isPresent(row["schedule_id"]) ? "scheduled" : type,
      parentId: readId(row["parent_session_id"]),
      directory: readText(row["working_dir"]),
      createdAt: timeOf(row["created_at"]),
      recipeTexts: [recipe?.["prompt"], recipe?.["instructions"]].flatMap((text) => readText(text)?.trim() ?? []),
    };
  }

  /** The person's session that a sub-agent's works for, as far as its line of parents is there; else itself. */
  headOf(session: Session): Session {
    let head = session;
    for (let steps = 0; isSubAgent(head) && head.parentId !== undefined && steps < LONGEST_LINE; steps++) {
      const parent = this.of(head.parentId);
      if (parent === undefined) break;
      head = parent;
    }
    return head;
  }
}

export function isSubAgent({ type }: Session): boolean {
  return type === "sub_agent";
}

/** SQLite's own form of a time, in UTC, or RFC 3339. */
function timeOf(value: unknown): string | undefined {
  return typeof value === "string" ? readTime(value.replace(/^(\d{4}-\d\d-\d\d) ([\d:.]+)$/, "$1T$2Z")) : undefined;
}

/**
 * Whether a message is older than its session, by more than clocks differ: then it was copied there, from a session that was
 * branched or from another agent's. Sessions of the time before the database (`20250901_101500`) were taken over as they were.
 */
export function isCopy(session: Session, at: string): boolean {
  return sinceMade(session, at) < -SLACK_MS;
}

const SLACK_MS = 60_000;

/**
 * Whether a message may be the one that its session was made for: the extensions are started before it is sent. What comes
 * later is not the first of its session, though all before it may have been deleted.
 */
export function isOfStart(session: Session, at: string): boolean {
  return sinceMade(session, at) < START_MS;
}

const START_MS = 3_600_000;

/** How long after its session a message was made, in milliseconds; 0 where nothing says when the session was. */
function sinceMade({ id, createdAt }: Session, at: string): number {
  if (createdAt === undefined || /^\d{8}_\d{6}$/.test(id)) return 0;
  return Date.parse(at) - Date.parse(createdAt);
}
