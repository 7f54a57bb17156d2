import * as z from "zod";
import { AGENTS, LIMIT_ACTIONS, SESSION_CHANGES, USER_ACTIONS } from "./observation.ts";
import { TOOL_KINDS } from "./tool-kind.ts";

/** The wire, as `docs/event-format.md` tells it to importers: one flat JSON object a line, no nulls. */

/** Names one event for ever. Made in `stamp.ts` alone. */
export const EventId = z.string().min(1).brand<"EventId">();
export type EventId = z.infer<typeof EventId>;

const Timestamp = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

const envelope = {
  id: EventId,
  timestamp: Timestamp,
  source: z.literal("remote.agent"),
  agent: z.enum(AGENTS),
  session_id: z.string().min(1),
  cwd: z.string().min(1).optional(),
  git_branch: z.string().min(1).optional(),
  machine_id: z.string().min(1).optional(),
};

export const AgentSession = z.object({
  type: z.literal("agent_session"),
  ...envelope,
  action: z.enum(["started", ...SESSION_CHANGES]),
});

export const UserMessage = z.object({
  type: z.literal("user_message"),
  ...envelope,
  length: z.int().nonnegative(),
  has_image: z.boolean(),
  permission_mode: z.string().min(1).optional(),
  automated: z.literal(true).optional(),
});

export const UserAction = z.object({
  type: z.literal("user_action"),
  ...envelope,
  action: z.enum(USER_ACTIONS),
  automated: z.literal(true).optional(),
});

export const AgentToolUse = z.object({
  type: z.literal("agent_tool_use"),
  ...envelope,
  tool: z.string().min(1),
  tool_kind: z.enum(TOOL_KINDS),
  file: z.string().min(1).optional(),
  timeout_ms: z.int().nonnegative().optional(),
  agent_id: z.string().min(1).optional(),
});

export const AgentTurn = z.object({
  type: z.literal("agent_turn"),
  ...envelope,
  action: z.literal("ended"),
  duration_ms: z.int().nonnegative(),
});

export const AgentToolResult = z.object({
  type: z.literal("agent_tool_result"),
  ...envelope,
  ok: z.boolean(),
  duration_ms: z.int().nonnegative().optional(),
  agent_id: z.string().min(1).optional(),
});

export const AgentMessage = z.object({
  type: z.literal("agent_message"),
  ...envelope,
  length: z.int().nonnegative(),
  model: z.string().min(1).optional(),
  agent_id: z.string().min(1).optional(),
});

export const LogLine = z.object({
  type: z.literal("log_line"),
  ...envelope,
  session_id: envelope.session_id.optional(),
  level: z.string().min(1),
  service: z.string().min(1).optional(),
  provider: z.string().min(1).optional(),
  model: z.string().min(1).optional(),
  length: z.int().nonnegative(),
  local_time: z.literal(true).optional(),
});

const tokens = z.int().positive().optional();

export const AgentUsage = z.object({
  type: z.literal("agent_usage"),
  ...envelope,
  model: z.string().min(1).optional(),
  agent_id: z.string().min(1).optional(),
  input_tokens: tokens,
  output_tokens: tokens,
  cache_read_tokens: tokens,
  cache_write_tokens: tokens,
  cache_write_1h_tokens: tokens,
  reasoning_tokens: tokens,
  cost_usd: z.number().positive().optional(),
});

export const AgentLimit = z.object({
  type: z.literal("agent_limit"),
  ...envelope,
  action: z.enum(LIMIT_ACTIONS),
  scope: z.string().min(1).optional(),
  resets_at: Timestamp.optional(),
});

export const AgentError = z.object({
  type: z.literal("agent_error"),
  ...envelope,
  status: z.int().nonnegative().optional(),
  agent_id: z.string().min(1).optional(),
});

export const TrackedEvent = z.discriminatedUnion("type", [
  AgentSession,
  UserMessage,
  UserAction,
  AgentToolUse,
  AgentTurn,
  AgentToolResult,
  AgentMessage,
  AgentUsage,
  AgentLimit,
  AgentError,
  LogLine,
]);
export type TrackedEvent = z.infer<typeof TrackedEvent>;
