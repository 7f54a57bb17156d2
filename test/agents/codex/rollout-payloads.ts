// Parts of the records of a rollout in which everything that the decoder looks at varies: present, absent, null, of the
// wrong type.

import fc from "fast-check";

const ODD = [undefined, null, 5, true, "", "x", [], {}, ["message"], { type: "message" }];
/** Mostly one of the values, now and then something else. */
export const mostly = (...values: readonly unknown[]): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 19, arbitrary: fc.constantFrom(...values) }, fc.constantFrom(...ODD));
/** Mostly absent. */
const rarely = (...values: readonly unknown[]): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, fc.constantFrom(...values, ...ODD));

export const THREAD = "019ed9be-0000-7000-8000-000000000001";
const TURNS = [
  undefined,
  "019ed9be-0001-7000-8000-000000000002",
  "019ed900-0000-7000-8000-000000000003",
  "turn",
  "external-import-turn-1",
];
/** The same ones come again: what has no id is told apart by them. */
export const timestamp = mostly(
  "2026-06-18T10:00:00.000Z",
  "2026-06-18T10:00:00.000Z",
  "2026-06-18T10:00:00.001Z",
  "2026-06-18T10:00:02.000Z",
  "2026-06-18T12:00:00.001+02:00",
  "2026-06-31T10:00:00.000Z",
  "2024-02-29T10:00:00.000Z",
);
export const turnId = fc.constantFrom<unknown>(...TURNS, null, 7);
export const ordinal = rarely(0, 3, 7, 1.5);

/** What the agent is told, and what it says: decisions among them, spelt in many ways. */
const TEXTS = [
  "hello",
  "",
  " \n\t\r\f",
  "\u000b",
  "\u00a0\u3000\u2028\ufeff\u205f\u1680\u2003",
  "\u00a0\u2009exec command rejected by user\u3000",
  "exec command rejected by user",
  " \n exec command rejected by user\n",
  "\u000bpatch rejected by user",
  "patch rejected by users",
  'exec_command failed for `x`: CreateProcess { message: "Rejected(\\"rejected by user\\")" }',
  "Wall time: 0.1 seconds\nOutput:\nuser rejected MCP tool call",
  'Wall time: 0.1 seconds\nerr: "user rejected MCP tool call"',
  'err: "user rejected MCP tool call"',
  "user rejected MCP tool call",
  "Chunk ID: 85c2b9\nWall time: 0.7 seconds\nProcess exited with code 1\nOutput:\nexec command rejected by user",
  "Exit code: 0\nWall time: 2 seconds\nOutput:\nSuccess.",
  "\u001b[32m✓\u001b[0m done",
  "✓ done",
  '{"answers":{"q":{"answers":["yes"]}}}',
  '{"permissions":{"network":{}},"scope":"turn"}',
  '{"metadata":{"exit_code":0,"duration_seconds":1.5}}',
  "Approved command prefix saved: git",
  "Denied network rule saved in execpolicy",
  " Approved command prefix saved:",
  "<user_shell_command>ls</user_shell_command>",
  "<heartbeat>x</heartbeat>",
  "## My request for Codex:\n go",
  "\ud800 water",
];
const text = mostly(...TEXTS);
const content = fc.oneof(
  { weight: 2, arbitrary: text },
  fc.array(
    fc.oneof(
      { weight: 6, arbitrary: fc.record({ type: mostly("input_text", "output_text", "input_image"), text }) },
      text,
    ),
    { maxLength: 3 },
  ),
  fc.record({ content: text, success: rarely(true, false), text }),
);
const call = mostly("call_1", "call_2", "call_3", undefined);

const args = mostly(
  '{"cmd":"ls","workdir":"/home/ana/beans","timeout_ms":5000.5}',
  '{"path":"/a","timeout":"5"}',
  { path: "/b", workdir: "beans" },
  '{"path":',
  "*** Begin Patch\n*** Update File: /c\n",
);
const TOOLS = ["exec_command", "shell", "read_file", "exec", "wait", "request_user_input", "request_permissions"];

export const calls = fc.record({
  type: mostly("function_call", "function_call", "custom_tool_call", "local_shell_call", "web_search_call"),
  name: mostly(...TOOLS),
  namespace: rarely("mcp__x"),
  arguments: args,
  input: args,
  action: rarely({ working_directory: "/d", timeout_ms: 7 }, { timeout: 8 }),
  call_id: call,
  id: rarely("item_1"),
});
export const outputs = fc.record({
  type: mostly("function_call_output", "function_call_output", "custom_tool_call_output", "tool_search_output"),
  call_id: call,
  output: content,
  status: rarely("failed", "completed"),
});
export const messages = fc.record({
  type: mostly("message", "message", "message", undefined, "reasoning", "agent_message", "new_kind"),
  role: mostly("assistant", "assistant", "user", "developer", "system"),
  content,
  internal_chat_message_metadata_passthrough: rarely(
    { content_item_kinds: ["user.heartbeat"] },
    { content_item_kinds: ["user.text"] },
  ),
});
const item = fc.record({
  type: mostly("UserMessage", "CommandExecution", "FileChange", "McpToolCall", "AgentMessage", "Reasoning", "NewItem"),
  id: mostly("exec-1", "item_1", " exec-2", "ex\u0065c-3"),
  content,
  source: rarely("user_shell"),
  server: mostly("x", undefined),
  tool: mostly("y"),
  cwd: rarely("/e"),
  changes: mostly({ "/f": {} }, undefined),
  status: mostly("completed", "failed", "declined"),
  exit_code: rarely(0, 1),
  duration: rarely({ secs: 1, nanos: 5e8 }),
  stderr: rarely("exec command rejected by user"),
  error: rarely({ message: "user rejected MCP tool call" }),
});
const taken = rarely(
  { input_tokens: 100, cached_input_tokens: 40, output_tokens: 9, reasoning_output_tokens: 2 },
  { input_tokens: 150, cached_input_tokens: 40, output_tokens: 19 },
  { input_tokens: 20, cache_write_input_tokens: 5 },
);
const info = rarely({ total_token_usage: { input_tokens: 300, output_tokens: 7 } }, { x: 1 });
/** What an answer took, in a record of its own. */
export const usage = fc.record({ response_id: mostly("resp_1", "resp_2", undefined), usage: taken });
export const events = fc.record({
  info: fc.oneof(info, fc.record({ total_token_usage: taken, last_token_usage: taken })),
  rate_limits: rarely({ primary: { used_percent: 100, resets_at: 1781699554 } }, { secondary: { used_percent: 100 } }),
  codex_error_info: rarely("usage_limit_exceeded", { http_connection_failed: { http_status_code: 502 } }),
  type: mostly(
    "token_count",
    "token_count",
    "error",
    "agent_message",
    "agent_reasoning",
    "exec_command_end",
    "item_completed",
    "item_completed",
    "user_message",
    "task_started",
    "turn_started",
    "task_complete",
    "turn_aborted",
    "thread_goal_updated",
    "brand_new",
    // What is known of one kind of record is not of the other.
    "ghost_snapshot",
    "function_call_output",
    "message",
  ),
  message: text,
  kind: rarely("plain", "environment_context"),
  images: rarely(["x"], []),
  item,
  reason: mostly("interrupted", "replaced"),
  duration_ms: rarely(1234.5, -1),
  goal: rarely({ status: "active" }, { status: "complete" }),
  turn_attribution: rarely(
    { turn_trigger: "exec" },
    { turn_trigger: "user" },
    { turn_trigger: "new" },
    { turn_trigger: 5 },
  ),
});
export const heads = fc.record({
  id: mostly(THREAD, THREAD, "019ed900-0000-7000-8000-00000000000a", undefined),
  session_id: rarely(THREAD, "parent"),
  cwd: mostly("/home/ana/garden"),
  cli_version: mostly("0.141.0", undefined),
  source: mostly("cli", "cli", "exec", { subagent: { thread_spawn: { parent_thread_id: "p", depth: 1 } } }, "fridge"),
  thread_source: rarely("user", "subagent", "automation", "telepathy"),
  originator: rarely("codex-tui", "Codex Desktop", "toaster"),
  history_mode: rarely("paginated", "legacy"),
  subagent_history_start_ordinal: rarely(3),
  forked_from_id: rarely("f"),
  history_base: rarely({ x: 1 }),
  git: rarely({ branch: "main" }),
});
export const settings = fc.record({
  cwd: mostly("/home/ana/beans", undefined),
  approval_policy: mostly("never", "on-request", { granular: {} }),
  approvals_reviewer: rarely("user", "guardian"),
  model: mostly("gpt-5.3-codex"),
});
