/** Records of Claude Code of every kind, in both orders of keys, mostly sound. */
import type { Random } from "./random.ts";
import { Raw, writeRecord, type Members } from "./ugly-json.ts";
import {
  envelopedText,
  noTime,
  oddDuration,
  oddId,
  somePath,
  someText,
  spelledTime,
  syntheticText,
  toolName,
  wrongValue,
} from "./ugly-values.ts";

/** What the records of one log have in common, and what changes from one to the next. */
export interface Scene {
  readonly random: Random;
  /** Begins every id that this log mints, so that two logs share ids only where one copies the other. */
  readonly mark: string;
  readonly sessions: readonly [string, ...string[]];
  readonly subAgent: boolean;
  /** Keys with the context first, as releases up to 2.1.71 wrote them. */
  readonly contextFirst: boolean;
  instant: number;
  minted: number;
}

type Maker = (scene: Scene) => Members;

/** One record as JSON text. */
export function nextRecord(scene: Scene): string {
  const { random } = scene;
  const gap = random.weigh([
    [60, random.below(90_000)],
    [25, random.below(1_000)],
    [10, -random.below(60_000)],
    [4, -random.below(86_400_000)],
    [1, 0],
  ]);
  scene.instant = Math.min(Math.max(scene.instant + gap, Date.UTC(2025, 0, 1)), Date.UTC(2027, 0, 1));
  const maker = random.weigh<Maker>([
    [22, prompt],
    [6, oddPrompt],
    [6, syntheticLine],
    [9, toolResult],
    [32, toolUse],
    [6, answer],
    [6, queuedPrompt],
    [5, turnDuration],
    [3, localCommand],
    [3, progress],
    [4, metadata],
    [2, copied],
    [1, unknownType],
  ]);
  const members = maker(scene);
  return writeRecord(random.chance(0.12) ? spoilt(members, scene) : members, random);
}

/** A chain record: what every line with an id carries, around what is its own. */
function chain(scene: Scene, type: string, own: Members, behind: Members = []): Members {
  const { random } = scene;
  const before: Members = [
    ["parentUuid", random.chance(0.3) ? null : mint(scene, "u")],
    ["isSidechain", scene.subAgent ? !random.chance(0.1) : random.chance(0.04)],
  ];
  const context: Members = [
    ["userType", "external"],
    [
      "entrypoint",
      scene.contextFirst
        ? undefined
        : random.weigh([
            [84, "cli"],
            [5, "sdk-cli"],
            [3, "claude-desktop"],
            [3, "claude-vscode"],
            [3, "remote_mobile"],
            [2, "sdk-ts"],
          ]),
    ],
    ["cwd", random.chance(0.95) ? "/home/ana/garden" : somePath(random)],
    ["sessionId", random.chance(0.9) ? scene.sessions[0] : random.pick(scene.sessions)],
    ["version", scene.contextFirst ? "2.1.49" : "2.1.173"],
    ["gitBranch", random.chance(0.9) ? "main" : random.pick<unknown>(["beans", "", null, undefined, "öl\udc00"])],
    ["agentId", scene.subAgent && !random.chance(0.1) ? `a${scene.mark}` : undefined],
  ];
  const stamp: Members = [
    ["uuid", mint(scene, "u")],
    ["timestamp", new Date(scene.instant).toISOString()],
  ];
  if (scene.contextFirst) return [...before, ...context, ...typed(type, own), ...stamp, ...behind];
  return [...before, ...typed(type, own), ...stamp, ...behind, ...context];
}

/** Assistant and attachment lines have their type behind what is their own, user and system lines before. */
const typed = (type: string, own: Members): Members =>
  type === "assistant" || type === "attachment" ? [...own, ["type", type]] : [["type", type], ...own];

const mint = (scene: Scene, kind: string): string => {
  scene.minted += 1;
  return `${kind}-${scene.mark}-${scene.minted.toString().padStart(6, "0")}`;
};

const user = (scene: Scene, content: unknown, behind: Members = []): Members =>
  chain(scene, "user", [["message", { role: "user", content }]], behind);

const image = { type: "image", source: { type: "base64", media_type: "image/png", data: "iVBORw0KGgo=" } };

/** Text as a string, as one block, as several, with pictures and with what is no block. */
function asContent(text: string, { random }: Scene): unknown {
  const block = { type: "text", text };
  return random.weigh<unknown>([
    [10, text],
    [6, [block]],
    [2, [block, { type: "text", text: someText(random) }]],
    [2, [block, image]],
    [1, [image]],
    [1, [{ type: "document", source: {} }, block]],
    [1, [null, "x", 5, [block], block, { type: "text" }, { type: "text", text: null }]],
  ]);
}

const prompt: Maker = (scene) => {
  const { random } = scene;
  const text = random.chance(0.25) ? envelopedText(random) : `${someText(random)} please`;
  const source = scene.contextFirst
    ? undefined
    : random.pick([undefined, "typed", "queued", "sdk", "suggestion_accepted"]);
  return user(scene, asContent(text, scene), [
    ["permissionMode", random.pick<unknown>([undefined, "default", "acceptEdits", "", 5, "m".repeat(300)])],
    ["promptSource", source],
    ["turnOrigin", turnOrigin(random)],
  ]);
};

const turnOrigin = (random: Random): unknown =>
  random.chance(0.7)
    ? undefined
    : random.pick<unknown>(["human", "sdk", "scheduled", "task_notification", "", null, 1]);

const kinds = ["human", "channel", "task-notification", "peer", "coordinator", "", null, 1] as const;

const oddPrompt: Maker = (scene) => {
  const { random } = scene;
  const origin = random.weigh<() => unknown>([
    [3, () => undefined],
    [5, () => ({ kind: random.pick<unknown>(kinds) })],
    [1, () => wrongValue(random)],
  ])();
  return user(scene, asContent(someText(random), scene), [
    ["isMeta", random.pick<unknown>([undefined, undefined, true, false, "true", null])],
    ["isCompactSummary", random.pick<unknown>([undefined, undefined, undefined, true, 1])],
    ["origin", origin],
    ["turnOrigin", turnOrigin(random)],
    ["promptSource", random.pick<unknown>([undefined, undefined, "system", "sdk", 5])],
    ["planContent", random.pick<unknown>([undefined, undefined, "# Plan", "", null, {}])],
    ["permissionMode", "default"],
  ]);
};

const syntheticLine: Maker = (scene) => {
  const { random } = scene;
  const isShutdown = random.chance(0.8) ? undefined : random.pick<unknown>([true, false, "true"]);
  return user(scene, asContent(syntheticText(random), scene), [["interruptedByShutdown", isShutdown]]);
};

const toolResult: Maker = (scene) => {
  const result = {
    tool_use_id: mint(scene, "t"),
    type: "tool_result",
    content: someText(scene.random),
    is_error: scene.random.pick<unknown>([undefined, false, false, true, "true"]),
  };
  const other = { type: "tool_result", tool_use_id: scene.random.pick<unknown>([undefined, null, 5, "x:y"]) };
  const blocks = scene.random.weigh<unknown[]>([
    [9, [result]],
    [1, [{ type: "text", text: "behind it" }, result]],
    [1, [result, other]],
    [1, [other]],
  ]);
  return user(scene, blocks, [
    ["toolUseResult", toolUseResult(scene.random, result.content)],
    ["toolDenialKind", scene.random.chance(0.9) ? undefined : scene.random.pick(denials)],
  ]);
};

const denials: readonly [unknown, ...unknown[]] = ["user-rejected", "user", "hook-denied", "", null, 5];

/** What Claude Code keeps beside the result of a tool: how it went, what the person decided, or anything. */
function toolUseResult(random: Random, stdout: string): unknown {
  const durationMs = random.chance(0.5) ? undefined : oddDuration(random);
  return random.weigh<() => unknown>([
    [12, () => ({ stdout, type: "text", message: { role: "user" }, durationMs })],
    [2, () => ({ questions: [], answers: random.pick<unknown>([{ a: "b" }, {}, [], null, "b"]), durationMs })],
    [2, () => ({ plan: random.pick<unknown>(["# Plan", "", null, {}]), isAgent: false })],
    [2, () => random.pick(rejections)],
    [1, () => wrongValue(random)],
  ])();
}

const rejections = [
  "User rejected tool use",
  "User rejected tool use.",
  "Error: The user doesn't want to proceed with this tool use.",
  "The user doesn't want to take this action right now.",
  "Error: Exit code 1",
] as const;

/** A message of the model, in the order of keys that it came in. */
const message = (content: unknown, model: unknown = "claude-opus-4-6"): Members => [
  ["message", { model, id: "msg_01", type: "message", role: "assistant", content, stop_reason: null }],
  ["requestId", "req_01"],
];

const answer: Maker = (scene) => {
  const { random } = scene;
  const model = random.chance(0.8)
    ? "claude-opus-4-6"
    : random.pick<unknown>(["<synthetic>", "", null, "🌱".repeat(300)]);
  return chain(scene, "assistant", [
    ...message(asContent(someText(random), scene), model),
    ["isApiErrorMessage", random.chance(0.9) ? undefined : random.pick<unknown>([true, false, "true"])],
  ]);
};

const toolUse: Maker = (scene) => {
  const { random } = scene;
  const blocks: unknown[] = [call(scene)];
  if (random.chance(0.15)) blocks.unshift({ type: "text", text: someText(random) });
  if (random.chance(0.1)) blocks.push(random.pick([null, "no block"]), call(scene));
  return chain(scene, "assistant", message(blocks));
};

function call(scene: Scene): unknown {
  const { random } = scene;
  const id = random.weigh<unknown>([
    [92, mint(scene, "toolu")],
    [3, `${oddId(random)}${scene.minted}`],
    [5, random.pick<unknown>([undefined, null, "", 5])],
  ]);
  const input = random.weigh<() => unknown>([
    [12, () => ({ file_path: somePath(random), path: somePath(random), notebook_path: somePath(random) })],
    [6, () => ({ command: someText(random), type: "tool_use", name: "Read" })],
    [3, () => ({ command: someText(random), timeout: oddDuration(random) })],
    [1, () => wrongValue(random)],
  ])();
  const name = toolName(random);
  return random.chance(0.9) ? { type: "tool_use", id, name, input } : { id, input, name, type: "tool_use" };
}

const queuedPrompt: Maker = (scene) => {
  const { random } = scene;
  const text = random.weigh<() => string>([
    [8, () => `${someText(random)} too`],
    [2, () => envelopedText(random)],
    [1, () => syntheticText(random)],
  ])();
  const attachment: Record<string, unknown> = {
    type: random.chance(0.95) ? "queued_command" : "hook_success",
    prompt: random.chance(0.95) ? asContent(text, scene) : wrongValue(random),
    commandMode: random.chance(0.9) ? "prompt" : random.pick<unknown>(["task-notification", "bash", null]),
    origin: random.chance(0.8) ? undefined : { kind: random.pick<unknown>(kinds) },
    turnOrigin: turnOrigin(random),
  };
  const marks: Members = random.chance(0.8)
    ? []
    : [
        ["isMeta", true],
        ["promptSource", "system"],
        ["origin", { kind: "peer" }],
      ];
  return chain(scene, "attachment", [["attachment", attachment]], marks);
};

const turnDuration: Maker = (scene) => {
  const subtype = scene.random.chance(0.9)
    ? "turn_duration"
    : scene.random.pick<unknown>(["stop_hook_summary", null, 5]);
  return chain(scene, "system", [
    ["subtype", subtype],
    ["durationMs", oddDuration(scene.random)],
    ["isMeta", false],
  ]);
};

const localCommand: Maker = (scene) =>
  chain(scene, "system", [
    ["subtype", scene.random.chance(0.9) ? "local_command" : "informational"],
    ["content", scene.random.chance(0.9) ? syntheticText(scene.random) : wrongValue(scene.random)],
    ["level", "info"],
  ]);

/** Repeats the calls of a sub-agent, whole: nothing of it may count. */
const progress: Maker = (scene) => {
  const inner = Object.fromEntries(toolUse(scene));
  return chain(scene, "progress", [
    ["data", { type: "agent_progress", message: inner }],
    ["toolUseID", mint(scene, "t")],
  ]);
};

const metadata: Maker = (scene) => {
  const { random } = scene;
  const sessionId = scene.sessions[0];
  const timestamp = new Date(scene.instant).toISOString();
  return random.pick<Members>([
    [
      ["type", "summary"],
      ["summary", someText(random)],
      ["leafUuid", "u-1"],
    ],
    [
      ["type", "last-prompt"],
      ["lastPrompt", someText(random)],
      ["sessionId", sessionId],
    ],
    [
      ["type", "permission-mode"],
      ["permissionMode", "default"],
      ["sessionId", sessionId],
    ],
    [
      ["type", "queue-operation"],
      ["operation", "enqueue"],
      ["timestamp", timestamp],
      ["sessionId", sessionId],
      ["content", someText(random)],
    ],
    [
      ["type", "file-history-snapshot"],
      ["messageId", "u-1"],
      ["snapshot", { messageId: "u-1", timestamp }],
      ["isSnapshotUpdate", false],
    ],
    [
      ["type", "saved_hook_context"],
      ["uuid", "always-the-same"],
      ["timestamp", timestamp],
      ["sessionId", sessionId],
    ],
  ]);
};

/** A record that declares itself a copy, or seems to. */
const copied: Maker = (scene) => {
  const from = scene.random.pick<unknown>([{ sessionId: "s", messageUuid: "u-1" }, null, false, "", []]);
  return [...scene.random.pick([prompt, toolUse])(scene), ["forkedFrom", from]];
};

const unknownType: Maker = (scene) => {
  const type = scene.random.pick<unknown>(["gardener", "User", "", null, ["user"], undefined, 5]);
  return prompt(scene).map(([key, value]) => [key, key === "type" ? type : value]);
};

/** The record with something wrong, odd or merely confusing in it. */
function spoilt(members: Members, scene: Scene): Members {
  const { random } = scene;
  const set = (key: string, value: unknown): Members =>
    members.map((member) => (member[0] === key ? [key, value] : member));
  const place = random.below(members.length + 1);
  const insert = (key: string, value: unknown): Members => members.toSpliced(place, 0, [key, value]);
  const [anyKey, anyValue] = members[random.below(members.length)] ?? ["type", "user"];
  return random.weigh<() => Members>([
    [16, () => set("timestamp", spelledTime(scene.instant, random))],
    [7, () => set("timestamp", noTime(random))],
    [6, () => set("uuid", random.pick<unknown>([undefined, undefined, null, "", 5]))],
    [4, () => set("uuid", `${oddId(random)}${scene.minted}`)],
    [4, () => set("sessionId", random.chance(0.6) ? oddId(random) : wrongValue(random))],
    [4, () => set("cwd", somePath(random))],
    [12, () => set(anyKey, wrongValue(random))],
    [4, () => members.filter((_, index) => index !== place)],
    // The last of equal keys counts: sometimes the sound one is last, sometimes the strange one.
    [6, () => insert(anyKey, wrongValue(random))],
    [4, () => [...members, [anyKey, anyValue]]],
    [4, () => insert("__proto__", { sessionId: "inherited", type: "user", uuid: "inherited", forkedFrom: {} })],
    [4, () => insert("toolUseResult", Object.fromEntries(members))],
    [3, () => insert("toolUseResult", new Raw(`${"[".repeat(500)}{"type":"user"}${"]".repeat(500)}`))],
    [2, () => insert("content", `{"type":"user","sessionId":"s","isSidechain":true}`)],
  ])();
}
