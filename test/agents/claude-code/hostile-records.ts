// Lines of a transcript in which everything that the decoder looks at varies: present, absent, null, of the wrong type.

import { Buffer } from "node:buffer";
import fc from "fast-check";
import { damaged, hostileLine } from "../../lib/scan/hostile-lines.ts";

const ODD = [undefined, null, 5, true, "", "x", [], {}, ["user"], { type: "tool_use" }];
/** Mostly one of the values, now and then something else. */
const mostly = (...values: readonly unknown[]): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...values) }, fc.constantFrom(...ODD));

const session = mostly("s1", "s1", "s1", "s2", "é", 'a"b', "s".repeat(256), "s".repeat(257), "\ud800"); // one of them escaped
const timestamp = mostly(
  "2026-02-21T10:00:00.000Z",
  "2026-01-31T23:59:59.999Z",
  "2026-04-30T00:00:00.000Z",
  "2024-02-29T10:00:00.000Z",
  "2026-02-21T10:00:00.123456+02:00",
  "2026-04-31T10:00:00.000Z",
  "0999-01-01T00:00:00.000Z",
  "2026-02-21T24:00:00.000Z",
);
const flag = fc.constantFrom<unknown>(undefined, undefined, undefined, false, true, null, "true");

const block = fc.record({
  type: mostly("tool_use", "tool_result", "text", "text", "image", "document"),
  text: mostly(
    "water the beds",
    "<command-name>/x</command-name>",
    "<command-name>/exit</command-name>",
    "API Error: 529 overloaded",
    "Claude AI usage limit reached|1751000000",
    "<system-reminder>x</system-reminder>",
    '{"type":"tool_use"}',
  ),
  id: mostly("toolu_1", "toolu_2", undefined),
  name: mostly("Read", "Bash", "NotebookEdit", "Grep", undefined),
  input: mostly(
    { file_path: "/a" },
    { path: "/b", x: { path: "/c" }, timeout: 5000.5 },
    { notebook_path: "/d", file_path: null, timeout: "5" },
  ),
  tool_use_id: mostly("toolu_1", "toolu_2", undefined),
  is_error: fc.constantFrom<unknown>(undefined, undefined, false, true, "true"),
  other: mostly({ text: "x", type: "tool_result" }, "long ".repeat(30)),
});
const content = fc.oneof(
  mostly("hello", "[Request interrupted by user]", "é\u001b", "  "),
  fc.array(
    fc.oneof({ weight: 6, arbitrary: block }, fc.constantFrom<unknown>("tool_use", null, 1, [{ type: "tool_use" }])),
    { maxLength: 4 },
  ),
);
const origin = fc.constantFrom<unknown>(
  undefined,
  undefined,
  undefined,
  null,
  { kind: "human" },
  { kind: "channel" },
  { kind: "x" },
  "human",
);

const turnOrigin = fc.constantFrom<unknown>(undefined, undefined, undefined, "human", "sdk", "scheduled", "x", 5);

const figure = mostly(0, 3, 7, 240, 13_522, undefined, -1, 1.5);
/** What an answer took, as each of its lines says. */
const usage = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      input_tokens: figure,
      output_tokens: figure,
      cache_read_input_tokens: figure,
      cache_creation_input_tokens: figure,
      cache_creation: mostly({ ephemeral_1h_input_tokens: 5 }, undefined, 7),
      output_tokens_details: mostly({ thinking_tokens: 5 }, undefined),
    }),
  },
  fc.constantFrom(...ODD),
);
const messageId = mostly("msg_1", "msg_2", "msg_3", undefined);
const answer = fc.record({ id: messageId, model: mostly("claude-opus-4-8", "<synthetic>", undefined), usage });
/** The answer of a sub-agent inside a record of what goes on. */
const data = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      type: mostly("agent_progress"),
      agentId: mostly("a1", undefined),
      message: fc.record({
        type: mostly("assistant", "assistant", "user"),
        timestamp,
        uuid: mostly("u3"),
        message: answer,
      }),
    }),
  },
  fc.constantFrom(...ODD),
);

const fields = fc.record({
  type: mostly(
    "user",
    "assistant",
    "assistant",
    "attachment",
    "system",
    "progress",
    "file-history-snapshot",
    "file-history-snapshit",
    "artifact-new",
  ),
  sessionId: session,
  timestamp,
  uuid: mostly("u1", "u2", undefined),
  message: fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({
        role: mostly("user", "assistant"),
        content,
        id: messageId,
        usage,
        type: fc.constant("user"),
        model: mostly("claude-opus-4-8", "<synthetic>", undefined),
      }),
    },
    fc.constantFrom(...ODD),
  ),
  attachment: fc.record({
    type: mostly("queued_command", "hook_success"),
    hookName: mostly("SessionStart:resume", "SessionStart:startup", undefined),
    commandMode: mostly("prompt"),
    origin,
    turnOrigin,
    prompt: content,
  }),
  subtype: mostly("turn_duration", "local_command", "stop_hook_summary", "compact_boundary", "api_error", undefined),
  content: mostly(
    undefined,
    " <command-name>/x</command-name>",
    "<command-name>/clear</command-name>",
    "<command-message>",
    "<local-command-stdout>",
  ),
  durationMs: mostly(1234, 1.5e3, -1),
  data,
  requestId: mostly(undefined, "req_1"),
  costUSD: mostly(undefined, 0.25, -1),
  error: mostly({ status: 529 }, { status: "529" }, "rate_limit", undefined),
  cwd: mostly("/home/ana/garden", undefined),
  gitBranch: mostly("main", undefined),
  isSidechain: flag,
  forkedFrom: fc.constantFrom<unknown>(undefined, undefined, undefined, undefined, null, { messageUuid: "u0" }),
  agentId: mostly("a1", undefined),
  origin,
  isMeta: flag,
  isCompactSummary: flag,
  turnOrigin,
  isApiErrorMessage: flag,
  interruptedByShutdown: flag,
  permissionMode: mostly(undefined, "default", "plan"),
  promptSource: mostly("typed", "sdk", "system", "telepathy", undefined),
  entrypoint: mostly("cli", "sdk-ts", "remote_mobile", "claude-desktop", "claude-fridge"),
  planContent: mostly(undefined, "a plan"),
  toolUseResult: mostly(
    undefined,
    { type: "user", sessionId: "s9", timestamp: "x", durationMs: 7.5 },
    { answers: { a: "b" }, durationMs: -1 },
    { answers: [], plan: "a plan" },
    { plan: "a plan", durationMs: "5" },
    { x: { answers: {} } },
    "User rejected tool use",
    "Error: The user doesn't want to take this action now.",
    "text ".repeat(40),
  ),
  toolDenialKind: mostly(undefined, undefined, "user-rejected", "hook"),
});

/** As some writer may write it: members in any order, with or without blanks, some of them twice, some keys escaped. */
const written = fc
  .tuple(fields, fc.nat(7), fc.array(fc.nat(1000), { minLength: 28, maxLength: 28 }))
  .map(([record, style, order]) => {
    const members = Object.entries(record)
      .filter(([, value]) => value !== undefined)
      .map(([key, value], at) => [order[at] ?? 0, key, value] as const)
      .toSorted(([a], [b]) => (style > 1 ? a - b : 0));
    const parts = members.flatMap(([chance, key, value]) => {
      const name =
        chance < 8 ? `"\\u${key.charCodeAt(0).toString(16).padStart(4, "0")}${key.slice(1)}"` : JSON.stringify(key);
      const text = JSON.stringify(value, undefined, style === 7 ? "\t" : undefined)?.replaceAll("\n", "\r") ?? "null";
      const member = style === 6 ? `${name} : ${text} ` : `${name}:${text}`;
      return chance > 992 ? [member, `${name}:"user"`] : [member];
    });
    return Buffer.from(`{${parts.join(style === 6 ? " , " : ",")}}${style === 5 ? "\r" : ""}`);
  });

const line: fc.Arbitrary<Buffer> = fc.oneof(
  { weight: 12, arbitrary: written },
  { weight: 2, arbitrary: damaged(written) },
  { weight: 1, arbitrary: hostileLine },
  // Glued together, and behind the stub of another.
  { weight: 1, arbitrary: fc.tuple(written, written).map((both) => Buffer.concat(both)) },
  {
    weight: 1,
    arbitrary: fc.tuple(written, fc.nat(80), written).map(([a, n, b]) => Buffer.concat([a.subarray(0, n), b])),
  },
);

/** A log: lines, and perhaps one that is still being written. */
export const hostileLog: fc.Arbitrary<Buffer> = fc
  .tuple(
    fc.constantFrom("", "", "", "\ufeff"),
    fc.array(line, { maxLength: 12 }),
    fc.constantFrom("", "", '{"type":"user"'),
  )
  .map(([mark, lines, rest]) =>
    Buffer.concat([Buffer.from(mark), ...lines.flatMap((each) => [each, NEWLINE]), Buffer.from(rest)]),
  );

const NEWLINE = Buffer.from("\n");
