import type { Observation } from "../../events/observation.ts";
import { canonicalMillis } from "../../events/timestamp.ts";
import type { JsonObject } from "../../lib/json/json.ts";
import { isImageType } from "../../logs/record/fields.ts";
import type { Message, Part, Session } from "./records.ts";

/** A session and the person's session that it works for: itself, or the one at the head of its parents. */
export interface Work {
  readonly session: Session;
  readonly root: Session;
}

const LONGEST_LINE = 64;

/**
 * The session at the head of a sub-agent's line of parents, as far as they are known; `sessionBy` knows them. So every
 * session that has events has its start: only the head of a line has one.
 */
export function workOf(session: Session, sessionBy: (id: string) => Session | undefined): Work {
  let root = session;
  for (let steps = 0; root.parentId !== undefined && steps < LONGEST_LINE; steps++) {
    const parent = sessionBy(root.parentId);
    if (parent === undefined) break;
    root = parent;
  }
  return { session, root };
}

/** The start of the session of a message, unless it works for another. It is stamped with what its own record says. */
export function started({ session, root }: Work, message: Message): Observation | undefined {
  if (root.id !== session.id) return undefined;
  const at = canonicalMillis(session.created ?? message.created);
  return at === undefined ? undefined : { kind: "session-started", at, sessionId: session.id, cwd: session.directory };
}

/** What a message of a person shows, by its parts; nothing as long as they are not there. */
export function fromPerson(work: Work, message: Message, parts: Iterable<Part>): Observation | undefined {
  const at = canonicalMillis(message.created);
  if (at === undefined || isSubAgent(work) || !message.isUser) return undefined;
  const texts: string[] = [];
  let hasImage = false;
  let hasDocument = false;
  let action: "command" | "shell" | undefined;
  for (const { fields } of parts) {
    const { type, text, mime } = fields;
    if (isShell(fields)) action = "shell";
    if (type === "subtask" && action === undefined) action = "command";
    if (fields["synthetic"] === true || fields["ignored"] === true) continue;
    if (type === "text" && typeof text === "string" && text.trim() !== "") {
      texts.push(text.trim());
    } else if (type === "file" && typeof mime === "string") {
      if (isImageType(mime)) hasImage = true;
      else if (mime === "application/pdf") hasDocument = true;
    }
  }
  const observed = { ...common(work, at), key: message.id, automated: false };
  const length = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  if (texts.length > 0 || hasImage || hasDocument)
    return { kind: "user-message", ...observed, length, text: texts.join("\n"), hasImage };
  return action === undefined ? undefined : { kind: "user-action", ...observed, action };
}

/** Whether a message with these parts is of a `!` command: its answer holds the command as a call of a tool, though the person ran it. */
export function areOfShell(parts: Iterable<Part>): boolean {
  for (const { fields } of parts) if (isShell(fields)) return true;
  return false;
}

function isShell({ type, synthetic, text }: JsonObject): boolean {
  return type === "text" && synthetic === true && text === SHELL;
}

const SHELL = "The following tool was executed by the user";

/** That a person stopped the agent's answer, once it has its end. */
export function interrupted(work: Work, message: Message): Observation | undefined {
  if (message.isUser || !message.isAborted || message.completedAt === undefined || isSubAgent(work)) return undefined;
  return {
    kind: "user-action",
    ...common(work, message.completedAt),
    key: message.id,
    automated: false,
    action: "interrupt",
  };
}

export function isSubAgent({ session }: Work): boolean {
  return session.parentId !== undefined;
}

export function common({ session, root }: Work, at: string) {
  return { at, sessionId: root.id, cwd: session.directory };
}
