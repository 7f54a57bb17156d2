import type { DatabaseSync, StatementSync } from "node:sqlite";
import { columnsOf, wholeNumber } from "../../logs/databases/columns.ts";
import { isPresent, readId, readText, readUnixTime } from "../../logs/record/fields.ts";

/** Who sends the prompts of a session: the person, a program, or another agent. */
export type Sender = "person" | "program" | "agent";

/** A session, from the rows of its window and of its key. */
export interface Session {
  readonly id: string;
  readonly sender: Sender;
  readonly isFork: boolean;
  /** Milliseconds since 1970. */
  readonly created: number | undefined;
}

/** The sessions of a database. */
export class Sessions {
  readonly #byId: StatementSync;

  constructor(database: DatabaseSync) {
    const inWindow = columnsOf(database, "session_windows");
    const inNode = columnsOf(database, "session_nodes");
    const windowColumn = (column: string) => (inWindow.has(column) ? `w.${column}` : "NULL");
    const nodeColumn = (column: string) => (inNode.has(column) ? `n.${column}` : "NULL");
    this.#byId = database.prepare(
      `SELECT w.session_id, w.session_key, ${wholeNumber("w.created_at", "created_at")},
         ${windowColumn("reason")} AS reason, ${windowColumn("hook_external_content_source")} AS hook,
         coalesce(${windowColumn("spawned_by")}, ${windowColumn("parent_session_key")},
           ${nodeColumn("spawned_by")}, ${nodeColumn("parent_session_key")}) AS parent,
         ${nodeColumn("created_via")} AS via, ${nodeColumn("created_actor_type")} AS actor
       FROM session_windows AS w LEFT JOIN session_nodes AS n ON n.session_key = w.session_key WHERE w.session_id = ?`,
    );
  }

  of(id: unknown): Session | undefined {
    const known = readId(id);
    const row = known === undefined ? undefined : this.#byId.get(known);
    if (known === undefined || row === undefined) return undefined;
    return {
      id: known,
      sender: senderOf(row),
      isFork: row["reason"] === "fork",
      created: readUnixTime(row["created_at"]),
    };
  }
}

function senderOf({ session_key: key, via, actor, hook, parent }: Record<string, unknown>): Sender {
  const name = readText(key) ?? "";
  if (via === "spawn" || actor === "agent" || isPresent(parent) || name.includes(":subagent:")) return "agent";
  const isProgram =
    BY_PROGRAMS.has(via) || actor === "system" || isPresent(hook) || /:(?:cron|heartbeat)(?::|$)/.test(name);
  return isProgram ? "program" : "person";
}

/** How sessions come about that no person begins. */
const BY_PROGRAMS: ReadonlySet<unknown> = new Set(["cron", "run", "plugin", "internal"]);
