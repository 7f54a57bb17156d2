import type { JsonObject } from "../../lib/json/json.ts";
import type { LineFindings } from "../../logs/lines/format.ts";
import { memberOf } from "../../logs/record/fields.ts";

/** The types of records that can show something. */
export const COUNTING_TYPES = ["user", "assistant", "attachment", "system"] as const;

/**
 * The other types of records up to Claude Code 2.1.332, from real logs and from public reports: they show nothing that
 * the counting types do not.
 */
export const SILENT_TYPES = [
  "progress",
  "file-history-snapshot",
  "file-history-delta",
  "queue-operation",
  "last-prompt",
  "mode",
  "permission-mode",
  "summary",
  "ai-title",
  "custom-title",
  "agent-name",
  "agent-color",
  "agent-setting",
  "tag",
  "pr-link",
  "worktree-state",
  "relocated",
  "continued-in",
  "cost-state",
  "frame-link",
  "bridge-session",
  "atis-latch",
  "isolation-latch",
  "conversation_reset",
  "ended",
  "ended-by-model",
  "fork-context-ref",
  "content-replacement",
  "history-suppression",
  "attribution-snapshot",
  "saved_hook_context",
  "rewind-pointer",
  "speculation-accept",
  "tools-used",
  // What was sent to the model: all that a person said or decided in it has records of its own.
  "api-request",
  "api-request-shape",
  "api-request-blob",
  "launched",
  "started",
  "result",
] as const;

/** Families of such types that grow. */
const SILENT_FAMILIES = ["artifact-", "marble-origami-"];

const TYPES: ReadonlySet<string> = new Set([...COUNTING_TYPES, ...SILENT_TYPES]);

/** Tells of a type of records that this version has never heard of. */
export function tellUnknownType(type: unknown, into: LineFindings): void {
  if (typeof type !== "string" || TYPES.has(type) || SILENT_FAMILIES.some((family) => type.startsWith(family))) return;
  into.unknown("type", type);
}

const ORIGINS: ReadonlySet<string> = new Set([
  "human",
  "channel",
  "task-notification",
  "peer",
  "coordinator",
  "auto-continuation",
]);
const TURN_ORIGINS: ReadonlySet<string> = new Set(["human", "sdk", "scheduled", "task_notification"]);
const PROMPT_SOURCES: ReadonlySet<string> = new Set(["typed", "queued", "suggestion_accepted", "sdk", "system"]);
const ENTRYPOINTS: ReadonlySet<string> = new Set([
  "cli",
  "claude-vscode",
  "claude-desktop",
  "claude-desktop-3p",
  "local-agent",
  "remote",
  "remote_mobile",
  "sdk-cli",
  "sdk-ts",
  "sdk-py",
]);

/** Tells of values that this version does not know in what says who wrote a prompt: `carrier` has its origin. */
export function tellUnknownEvidence(carrier: JsonObject, record: JsonObject, into: LineFindings): void {
  const tell = (field: string, value: unknown, known: ReadonlySet<string>) => {
    if (typeof value === "string" && !known.has(value)) into.unknown(field, value);
  };
  tell("origin.kind", memberOf(carrier["origin"], "kind"), ORIGINS);
  tell("turnOrigin", carrier["turnOrigin"], TURN_ORIGINS);
  tell("promptSource", record["promptSource"], PROMPT_SOURCES);
  tell("entrypoint", record["entrypoint"], ENTRYPOINTS);
}
