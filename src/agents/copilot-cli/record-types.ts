/**
 * The types of records that the program can write, to version 1.0.102: by the types that its SDK publishes
 * (`@github/copilot-sdk` 1.0.14, `session-events.d.ts`) and the schema that 1.0.40 ships with.
 */
const BY_FAMILY: Readonly<Record<string, string>> = {
  assistant:
    "fusion_phase_activity fusion_phase_completed fusion_phase_failed fusion_phase_started idle intent message " +
    "message_delta message_start reasoning reasoning_delta server_tool_progress streaming_delta tool_call_delta " +
    "turn_end turn_start usage",
  auto_mode_switch: "completed requested",
  capabilities: "changed",
  command: "completed execute queued",
  commands: "changed",
  elicitation: "completed requested",
  exit_plan_mode: "completed requested",
  external_tool: "completed requested",
  factory: "run_settled run_started run_updated",
  hook: "end progress start",
  mcp:
    "headers_refresh_completed headers_refresh_required oauth_completed oauth_required prompts.list_changed " +
    "resources.list_changed tools.list_changed",
  mcp_app: "tool_call_complete",
  model: "call_failure call_finished",
  pending_messages: "modified",
  permission:
    "assentDetected carriedForward completed contextualAuthorization messageAuthorization " +
    "messageAuthorizationDegraded messageAuthorizationRead requested",
  sampling: "completed requested",
  session:
    "auto_mode_resolved auto_tier_recommendation auto_tier_switch_failed autopilot_objective_changed " +
    "background_tasks_changed binary_asset canvas.closed canvas.opened canvas.recorded canvas.registry_changed " +
    "canvas.removed canvas.unavailable compaction_complete compaction_start completion_receipt context_changed " +
    "context_cleared custom_agents_updated custom_notification error extensions.attachments_pushed " +
    "extensions_loaded fusion_completed fusion_resolved fusion_route_failed fusion_route_started handoff idle info " +
    "managed_settings_enforced managed_settings_resolved mcp_server_needs_reconnect mcp_server_removed " +
    "mcp_server_status_changed mcp_servers_loaded mode_changed mode_notice_delivered model_change " +
    "permissions_changed plan_changed remote_steerable_changed resume schedule_cancelled schedule_created " +
    "schedule_rearmed session_limits_changed shutdown skills_loaded snapshot_rewind start task_complete " +
    "title_changed todos_changed tools_updated truncation usage_checkpoint usage_info warning workspace_file_changed",
  session_limits_exhausted: "completed requested",
  skill: "invoked",
  subagent: "completed configured deselected failed selected started",
  system: "message notification",
  tool: "execution_complete execution_partial_result execution_progress execution_start user_requested",
  tool_search: "activated",
  ui: "ephemeral_query",
  user: "message",
  user_input: "completed requested",
};

export const RECORD_TYPES: ReadonlySet<string> = new Set([
  "abort",
  ...Object.entries(BY_FAMILY).flatMap(([family, names]) => names.split(" ").map((name) => `${family}.${name}`)),
]);

/** Records of the person or of the agent. What else the program notes for itself shows nobody at work. */
export const ACTED = /^(?:(?:user|assistant|tool)\..*|abort)$/s;

/** Records beside those that are read: they tell where and how the session goes on, what is waited for, what was taken. */
const TELLING: ReadonlySet<string> = new Set([
  "session.start",
  "session.resume",
  "session.context_changed",
  "session.mode_changed",
  "session.shutdown",
  "session.compaction_complete",
  "session.context_cleared",
  "session.error",
  "permission.requested",
  "permission.completed",
]);

/** Records of which nothing is read but their type. */
export const SILENT_RECORD_TYPES: ReadonlySet<string> = new Set(
  [...RECORD_TYPES].filter((type) => !ACTED.test(type) && !TELLING.has(type)),
);
