import type { JsonObject } from "../../lib/json/json.ts";
import type { LineFindings } from "../../logs/lines/format.ts";
import { memberOf, readText } from "../../logs/record/fields.ts";
import { triggerIn } from "./thread/turns.ts";

/**
 * Values that this version knows, whether they show something or not. What is not among them may be something new that a
 * person does: it is counted by name. From the sources of `openai/codex` and from logs, up to 0.160.
 */
export const KNOWN = {
  type: words(
    `session_meta turn_context event_msg response_item compacted world_state inter_agent_communication
     inter_agent_communication_metadata token_usage_record retained_context security_risk_score realtime_item state`,
  ),
  event_msg: words(
    `agent_message agent_message_content_delta agent_message_delta agent_reasoning agent_reasoning_delta
     agent_reasoning_raw_content agent_reasoning_raw_content_delta agent_reasoning_section_break
     apply_patch_approval_request background_event collab_agent_interaction_begin collab_agent_interaction_end
     collab_agent_spawn_begin collab_agent_spawn_end collab_close_begin collab_close_end collab_resume_begin
     collab_resume_end collab_waiting_begin collab_waiting_end context_compacted conversation_path deprecation_notice
     dynamic_tool_call_request dynamic_tool_call_response elicitation_request entered_review_mode error
     exec_approval_request exec_command_begin exec_command_end exec_command_output_delta exited_review_mode
     guardian_assessment guardian_warning hook_completed hook_started image_generation_begin image_generation_end
     injected_message item_completed item_started mcp_startup_complete mcp_startup_update mcp_tool_call_begin
     mcp_tool_call_end model_reroute model_verification patch_apply_begin patch_apply_end patch_apply_updated plan_delta
     plan_update raw_response_item realtime_conversation_closed realtime_conversation_list_voices_response
     realtime_conversation_realtime realtime_conversation_sdp realtime_conversation_started reasoning_content_delta
     reasoning_raw_content_delta request_permissions request_user_input safety_buffering session_configured
     shutdown_complete skills_update_available stream_error sub_agent_activity task_complete task_started
     terminal_interaction thread_goal_cleared thread_goal_updated thread_name_updated thread_rolled_back
     thread_settings_applied token_count turn_aborted turn_complete turn_diff turn_moderation_metadata turn_started
     undo_completed undo_started user_message view_image_tool_call warning web_search_begin web_search_end`,
  ),
  response_item: words(
    `additional_tools agent_message compaction compaction_summary compaction_trigger context_compaction custom_tool_call
     custom_tool_call_output function_call function_call_output ghost_snapshot image_generation_call local_shell_call
     message other reasoning tool_search_call tool_search_output web_search_call`,
  ),
  item: words(
    `AgentMessage CollabAgentToolCall CommandExecution ContextCompaction DynamicToolCall EnteredReviewMode
     ExitedReviewMode Extension FileChange FunctionCallOutput HookPrompt ImageGeneration ImageView McpToolCall Plan
     Reasoning Sleep SubAgentActivity UserMessage WebSearch`,
  ),
  thread_source: words(
    `ambient_suggestions automated_review automation code_review codex_web_code_review codex_web_pr codex_web_qa
     codex_web_security_review guardian_review memory_consolidation realtime_voice subagent user voice_chat`,
  ),
  turn_trigger: words("exec user"),
  source: words("cli custom exec internal mcp subagent unknown vscode"),
  originator: words(
    `codex-tui codex_app_server codex_atlas codex_chatgpt_desktop codex_cli_rs codex_exec codex_mcp_server codex_sdk_py
     codex_sdk_ts codex_tui codex_vscode`,
  ),
} as const;

type Told = Pick<LineFindings, "unknown">;

/** Tells of every value in a record that this version does not know. */
export function tellUnknown(type: string, payload: JsonObject, into: Told): void {
  if (type === "event_msg") {
    look("event_msg", payload["type"], into);
    if (payload["type"] === "item_completed") look("item", memberOf(payload["item"], "type"), into);
  } else if (type === "response_item") {
    look("response_item", payload["type"], into);
  } else look("type", type, into);
}

function look(field: keyof typeof KNOWN, value: unknown, into: Told): void {
  const text = readText(value);
  if (text !== undefined && !KNOWN[field].has(text)) into.unknown(field, text);
}

/** As `tellUnknown`, of the head of a thread. */
export function tellUnknownHead(head: JsonObject, into: Told): void {
  for (const field of ["thread_source", "source", "originator"] as const) {
    const value = readText(head[field]);
    // The desktop application and its like: `Codex Desktop`.
    const isKnown =
      value === undefined || KNOWN[field].has(value) || (field === "originator" && value.startsWith("Codex "));
    if (!isKnown) into.unknown(field, value);
  }
}

/** As `tellUnknown`, of what began a turn. */
export function tellUnknownTrigger(payload: JsonObject, into: Told): void {
  look("turn_trigger", triggerIn(payload), into);
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/).filter((word) => word !== ""));
}
