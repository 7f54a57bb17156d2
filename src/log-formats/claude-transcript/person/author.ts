import type { JsonObject } from "../../../lib/json/json.ts";
import { memberOf } from "../../../logs/record/fields.ts";

/** Who wrote what stands in a record: a person, a program that speaks for one, or nobody but Claude Code itself. */
export type Author = "person" | "program" | "nobody";

/** What a `turnOrigin` says: the values that are not here are turns that nobody began. */
const OF_TURN: ReadonlyMap<string, Author> = new Map([
  ["human", "person"],
  ["sdk", "program"],
  ["scheduled", "program"],
]);

/**
 * Who wrote the text of a `user` record. Evidence that a person wrote is looked for before signs that none did, because
 * lists of signs age: whatever this version has never heard of was not typed by a person if an origin says so, and was
 * if nothing does.
 */
export function authorOf(record: JsonObject, text: string): Author {
  const byOrigin = authorByOrigin(record);
  if (byOrigin !== undefined) return byOrigin;
  // A record that Claude Code put into a turn carries that turn's origin: what marks it comes first.
  if (record["promptSource"] === "system" || record["isMeta"] === true) return "nobody";
  const byTurn = authorByTurn(record);
  if (byTurn !== undefined) return byTurn;
  // The prompt of a scheduled task of Claude Desktop, before it had an origin.
  if (text.startsWith("<scheduled-task")) return "program";
  return authorByProgram(record);
}

/** Who wrote a prompt that was queued: its attachment has an origin of its own, the record the program it went through. */
export function authorOfQueued(attachment: JsonObject, record: JsonObject): Author {
  return authorByOrigin(attachment) ?? authorByTurn(attachment) ?? authorByProgram(record);
}

function authorByOrigin(carrier: JsonObject): Author | undefined {
  const kind = memberOf(carrier["origin"], "kind");
  if (typeof kind !== "string") return undefined;
  return kind === "human" || kind === "channel" ? "person" : "nobody";
}

function authorByTurn({ turnOrigin }: JsonObject): Author | undefined {
  return typeof turnOrigin === "string" ? (OF_TURN.get(turnOrigin) ?? "nobody") : undefined;
}

/** Programs in which a person types, though they talk to Claude Code through its SDK; `local-agent` is Cowork. */
const OF_PERSONS: ReadonlySet<string> = new Set([
  "claude-desktop",
  "claude-desktop-3p",
  "local-agent",
  "claude-vscode",
]);

/** By the program through which it came. */
function authorByProgram({ promptSource, entrypoint }: JsonObject): Author {
  const program = typeof entrypoint === "string" ? entrypoint : "";
  if (OF_PERSONS.has(program) || program.startsWith("remote")) return "person";
  return promptSource === "sdk" || program.startsWith("sdk") ? "program" : "person";
}
