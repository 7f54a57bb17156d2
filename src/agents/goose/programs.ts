import type { DatabaseSync, StatementSync } from "node:sqlite";
import { columnsOf } from "../../logs/databases/columns.ts";
import { Contents, contentIn } from "./contents.ts";
import { isPrompt, metadataIn } from "./prompts.ts";
import { isOfStart, type Session } from "./sessions.ts";

/** What must be known of a prompt to tell who sent it. */
interface Prompt {
  readonly rowid: number;
  readonly at: string;
  readonly contents: Contents;
  readonly session: Session;
}

/** Tells the prompts that a program sent: a schedule, a recipe, a run without a session. */
export class Programs {
  readonly #rowsBefore: StatementSync;

  constructor(database: DatabaseSync) {
    const metadata = columnsOf(database, "messages").has("metadata_json") ? "metadata_json" : "NULL";
    this.#rowsBefore = database.prepare(
      `SELECT content_json AS content, ${metadata} AS metadata FROM messages
       WHERE session_id = ? AND id < ? AND role = 'user' ORDER BY id`,
    );
  }

  /** A schedule sends one text, the first of its session; a person may go on there. */
  sent(prompt: Prompt): boolean {
    const { contents, session, at } = prompt;
    if (session.type === "hidden") return true;
    const [text, ...more] = contents.texts;
    if (text === undefined || more.length > 0 || contents.hasImage) return false;
    if (session.recipeTexts.includes(text)) return true;
    return session.type === "scheduled" && isOfStart(session, at) && this.#isFirst(prompt);
  }

  #isFirst({ session, rowid }: Prompt): boolean {
    for (const { content, metadata } of this.#rowsBefore.iterate(session.id, rowid))
      if (isPrompt(new Contents(contentIn(content)), metadataIn(metadata))) return false;
    return true;
  }
}
