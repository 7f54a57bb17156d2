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
  /** The session that a sub-agent works for; of a sub-agent that another database's session began, its own. */
  readonly worksFor: string;
}

/** Sub-agents may begin sub-agents, up to five deep. */
const MOST_CALLERS = 8;

/** The sessions of a database. */
export class Sessions {
  readonly #byId: StatementSync;
  readonly #byKey: StatementSync;

  constructor(database: DatabaseSync) {
    const inWindow = columnsOf(database, "session_windows");
    const inNode = columnsOf(database, "session_nodes");
    const windowColumn = (column: string) => (inWindow.has(column) ? `w.${column}` : "NULL");
    const nodeColumn = (column: string) => (inNode.has(column) ? `n.${column}` : "NULL");
    const coalesced = (column: string) => `coalesce(${windowColumn(column)}, ${nodeColumn(column)})`;
    const select = `SELECT w.session_id, w.session_key, ${wholeNumber("w.created_at", "created_at")},
         ${windowColumn("reason")} AS reason, ${windowColumn("hook_external_content_source")} AS hook,
         ${coalesced("spawned_by")} AS spawner, ${coalesced("parent_session_key")} AS parent,
         ${nodeColumn("created_via")} AS via, ${nodeColumn("created_actor_type")} AS actor
       FROM session_windows AS w LEFT JOIN session_nodes AS n ON n.session_key = w.session_key`;
    this.#byId = database.prepare(`${select} WHERE w.session_id = ?`);
    this.#byKey = database.prepare(
      `${select} WHERE w.session_key = ? AND w.created_at <= ? ORDER BY w.created_at DESC, w.session_id LIMIT 1`,
    );
  }

  of(id: unknown): Session | undefined {
    const known = readId(id);
    const row = known === undefined ? undefined : this.#byId.get(known);
    if (known === undefined || row === undefined) return undefined;
    const sender = senderOf(row);
    return {
      id: known,
      sender,
      isFork: row["reason"] === "fork",
      created: readUnixTime(row["created_at"]),
      worksFor: (sender === "agent" ? this.#callerOf(row) : undefined) ?? known,
    };
  }

  /** A caller is known by its key, which names one session after another: it is the one that went on then. */
  #callerOf(row: Row): string | undefined {
    let current = row;
    for (let depth = 0; depth < MOST_CALLERS; depth++) {
      const key = readText(current["spawner"]) ?? readText(current["parent"]);
      const created = current["created_at"];
      const caller = key === undefined || typeof created !== "number" ? undefined : this.#byKey.get(key, created);
      if (caller === undefined) return undefined;
      if (senderOf(caller) !== "agent") return readId(caller["session_id"]);
      current = caller;
    }
    return undefined;
  }
}

type Row = Readonly<Record<string, unknown>>;

/** A `parent_session_key` alone is no sign: a person's fork of a session and a session begun from another one have it. */
function senderOf({ session_key: key, via, actor, hook, spawner }: Row): Sender {
  const name = readText(key) ?? "";
  if (via === "spawn" || actor === "agent" || isPresent(spawner) || name.includes(":subagent:")) return "agent";
  const isProgram =
    BY_PROGRAMS.has(via) || actor === "system" || isPresent(hook) || /:(?:cron|heartbeat)(?::|$)/.test(name);
  return isProgram ? "program" : "person";
}

/** How sessions come about that no person begins. */
const BY_PROGRAMS: ReadonlySet<unknown> = new Set(["cron", "run", "plugin", "internal"]);
