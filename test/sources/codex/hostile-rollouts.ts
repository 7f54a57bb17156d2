// Rollouts in which everything that the decoder looks at varies: present, absent, null, of the wrong type; and real
// records in an order of their own, damaged or not.

import { Buffer } from "node:buffer";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { fixturesOf } from "../../support/fixtures.ts";
import { linesBelow } from "../../support/source-contract.ts";
import { damaged, hostileLine } from "../../lib/scan/hostile-lines.ts";

const ODD = [undefined, null, 5, true, "", "x", [], {}, ["message"], { type: "message" }];
/** Mostly one of the values, now and then something else. */
const mostly = (...values: readonly unknown[]): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 19, arbitrary: fc.constantFrom(...values) }, fc.constantFrom(...ODD));
/** Mostly absent. */
const rarely = (...values: readonly unknown[]): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, fc.constantFrom(...values, ...ODD));

const THREAD = "019ed9be-0000-7000-8000-000000000001";
const TURNS = [
  undefined,
  "019ed9be-0001-7000-8000-000000000002",
  "019ed900-0000-7000-8000-000000000003",
  "turn",
  "external-import-turn-1",
];
/** The same ones come again: what has no id is told apart by them. */
const timestamp = mostly(
  "2026-06-18T10:00:00.000Z",
  "2026-06-18T10:00:00.000Z",
  "2026-06-18T10:00:00.001Z",
  "2026-06-18T10:00:02.000Z",
  "2026-06-18T12:00:00.001+02:00",
  "2026-06-31T10:00:00.000Z",
  "2024-02-29T10:00:00.000Z",
);
const turnId = fc.constantFrom<unknown>(...TURNS, null, 7);
const ordinal = rarely(0, 3, 7, 1.5);

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

const calls = fc.record({
  type: mostly("function_call", "function_call", "custom_tool_call", "local_shell_call", "web_search_call"),
  name: mostly(...TOOLS),
  namespace: rarely("mcp__x"),
  arguments: args,
  input: args,
  action: rarely({ working_directory: "/d", timeout_ms: 7 }, { timeout: 8 }),
  call_id: call,
  id: rarely("item_1"),
});
const outputs = fc.record({
  type: mostly("function_call_output", "function_call_output", "custom_tool_call_output", "tool_search_output"),
  call_id: call,
  output: content,
  status: rarely("failed", "completed"),
});
const messages = fc.record({
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
const events = fc.record({
  type: mostly(
    "token_count",
    "agent_message",
    "agent_reasoning",
    "exec_command_end",
    "item_completed",
    "item_completed",
    "user_message",
    "task_started",
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
});
const heads = fc.record({
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
const settings = fc.record({
  cwd: mostly("/home/ana/beans", undefined),
  approval_policy: mostly("never", "on-request", { granular: {} }),
  approvals_reviewer: rarely("user", "guardian"),
  model: mostly("gpt-5.3-codex"),
});

const record = (type: fc.Arbitrary<unknown>, payload: fc.Arbitrary<unknown>, weight: number) => ({
  weight,
  arbitrary: fc.record({
    timestamp,
    ordinal,
    type,
    payload: fc
      .tuple(payload, turnId)
      .map(([members, turn_id]) => (typeof members === "object" ? { ...members, turn_id } : members)),
  }),
});
const records = fc.oneof(
  record(mostly("response_item"), calls, 4),
  record(mostly("response_item"), outputs, 4),
  record(mostly("response_item"), messages, 5),
  record(mostly("event_msg"), events, 6),
  record(mostly("turn_context"), settings, 1),
  record(mostly("session_meta"), heads, 1),
  record(mostly("compacted", "world_state", "brand_new", "inter_agent_communication_metadata"), mostly({ a: 1 }), 1),
);

/** As some writer may write it: members in any order, some of them twice, some keys and strings escaped. */
const written = (fields: fc.Arbitrary<object>): fc.Arbitrary<Buffer> =>
  fc.tuple(fields, fc.nat(30), fc.nat(1000)).map(([members, style, chance]) => {
    const order = style % 3 === 0 ? Object.entries(members).reverse() : Object.entries(members);
    const json = JSON.stringify(Object.fromEntries(order));
    const escaped = style === 1 ? json.replace(/"(?=[a-z])/, String.raw`"\u0070`).replace("\\u0070p", "\\u0070") : json;
    const doubled = style === 2 ? `${escaped.slice(0, -1)},"type":"event_msg"}` : escaped;
    const spelt = style === 4 ? doubled.replaceAll("rejected", String.raw`rej\u0065cted`) : doubled;
    const early = style === 5 ? spelt.replaceAll("exec command", String.raw`ex\u0065c command`) : spelt;
    return Buffer.from(chance > 980 ? `${early}\r` : early);
  });

const real = fixturesOf("codex").flatMap(({ home }) =>
  linesBelow(join(home, ".codex")).flatMap((path) =>
    readFileSync(join(home, ".codex", path), "utf8")
      .split("\n")
      .filter((line) => line !== ""),
  ),
);
const realLine = fc.constantFrom(...real).map((line) => Buffer.from(line));

const line = fc.oneof(
  { weight: 12, arbitrary: written(records) },
  { weight: 4, arbitrary: realLine },
  { weight: 1, arbitrary: damaged(written(records)) },
  { weight: 1, arbitrary: damaged(realLine) },
  { weight: 1, arbitrary: hostileLine },
);

const NEWLINE = Buffer.from("\n");
const HEAD = `{"timestamp":"2026-06-18T10:00:00.000Z","type":"session_meta","payload":{"id":"${THREAD}","cli_version":"0.141.0","source":"cli"}}\n`;
const BARE = `{"id":"${THREAD}","timestamp":"2025-08-18T10:00:00.000Z","instructions":null,"git":{"branch":"main"}}\n`;

/** A rollout: mostly with a head of its own, and perhaps with a line that is still being written. */
export const hostileRollout: fc.Arbitrary<Buffer> = fc
  .tuple(
    fc.constantFrom(HEAD, HEAD, HEAD, "", "\ufeff", BARE),
    fc.array(line, { maxLength: 16 }),
    fc.constantFrom("", "", '{"type":"user"'),
  )
  .map(([head, lines, rest]) =>
    Buffer.concat([Buffer.from(head), ...lines.flatMap((each) => [each, NEWLINE]), Buffer.from(rest)]),
  );
