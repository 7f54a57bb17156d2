// Lines of a Claude Code log, in the key order of its two eras (context first up to 2.1.71, context last after), with the
// shares and lengths of a large public set of real logs: half the lines by the agent, most bytes in results of tools.

import type { Random } from "./random.ts";
import type { TextPool } from "./text-pool.ts";
import type { Line } from "./write-log.ts";

/** One log being written: what its lines have in common, and what the next one refers to. */
export interface Session {
  readonly id: string;
  readonly era: "context-first" | "context-last";
  /** In the log of a sub-agent. */
  readonly agentId?: string;
  readonly cwd: string;
  time: number;
  parent: string;
  message: string;
  tool: string;
}

export interface Material {
  readonly random: Random;
  readonly text: TextPool;
}

type Kind = (session: Session, material: Material) => Line;

const TOOLS = ["Bash", "Bash", "Bash", "Read", "Read", "Edit", "Edit", "Grep", "Write", "Glob", "TaskUpdate"] as const;

/** What every line of a conversation carries; `body` is its own part, with its type. */
function chained(session: Session, { random }: Material, body: Line): Line {
  const uuid = random.uuid();
  session.time += 20 + random.below(9000);
  const stamp = `"uuid":"${uuid}","timestamp":"${new Date(session.time).toISOString()}"`;
  const own = session.agentId === undefined ? "" : `,"agentId":"${session.agentId}"`;
  const opening = `{"parentUuid":${session.parent === "" ? "null" : `"${session.parent}"`},"isSidechain":${own !== ""}`;
  const place = `"cwd":"${session.cwd}","sessionId":"${session.id}"`;
  session.parent = uuid;
  return session.era === "context-first"
    ? [
        `${opening},"userType":"external",${place},"version":"2.1.49","gitBranch":"main"${own},"slug":"calm-green-garden",`,
        ...body,
        `,${stamp}}\n`,
      ]
    : [
        `${opening}${own},`,
        ...body,
        `,${stamp},"userType":"external","entrypoint":"cli",${place},"version":"2.1.173","gitBranch":"main"}\n`,
      ];
}

function assistant(session: Session, material: Material, block: Line): Line {
  const { random } = material;
  if (session.message === "" || random.chance(0.45)) session.message = random.hex(22);
  const n = random.below(90_000);
  const usage = `"usage":{"input_tokens":${n % 9},"cache_creation_input_tokens":${n % 4000},"cache_read_input_tokens":${n},"cache_creation":{"ephemeral_5m_input_tokens":${n % 4000},"ephemeral_1h_input_tokens":0},"output_tokens":${n % 900},"service_tier":"standard","inference_geo":"not_available"}`;
  return chained(session, material, [
    `"message":{"model":"claude-opus-4-6","id":"msg_${session.message}","type":"message","role":"assistant","content":[`,
    ...block,
    `],"stop_reason":null,"stop_sequence":null,${usage}},"requestId":"req_${session.message}","type":"assistant"`,
  ]);
}

const toolUse: Kind = (session, material) => {
  const { random, text } = material;
  session.tool = `toolu_${random.hex(24)}`;
  const input = text(random.around(170, 2600));
  const name = random.pick(TOOLS);
  const file = `"file_path":"${session.cwd}/src/bed-${random.below(40)}.ts"`;
  return assistant(session, material, [
    `{"type":"tool_use","id":"${session.tool}","name":"${name}","input":{${name === "Bash" ? `"description":"water the beds"` : file},"text":"`,
    input,
    `"}}`,
  ]);
};

const answer: Kind = (session, material) =>
  assistant(session, material, [`{"type":"text","text":"`, material.text(material.random.around(300, 2500)), `"}`]);

const thinking: Kind = (session, material) =>
  assistant(session, material, [
    `{"type":"thinking","thinking":"`,
    material.text(material.random.around(500, 2500)),
    `","signature":"${material.random.hex(400)}"}`,
  ]);

const toolResult: Kind = (session, material) => {
  const { random, text } = material;
  const content = text(Math.min(random.around(650, 13_000), 1_000_000));
  const patch = random.chance(0.2)
    ? [
        `,"structuredPatch":[{"oldStart":${random.below(900)},"oldLines":6,"newStart":7,"newLines":9,"lines":["`,
        ...[1, 2, 3].flatMap(() => [text(60), `","+ `]),
        `"]}]`,
      ]
    : [];
  return chained(session, material, [
    `"type":"user","message":{"role":"user","content":[{"tool_use_id":"${session.tool}","type":"tool_result","content":"`,
    content,
    `","is_error":false}]},"toolUseResult":{"stdout":"`,
    content,
    `","stderr":"","interrupted":false,"isImage":false`,
    ...patch,
    `},"sourceToolAssistantUUID":"${session.parent}"`,
  ]);
};

const prompt: Kind = (session, material) =>
  chained(session, material, [
    `"type":"user","message":{"role":"user","content":"`,
    material.text(material.random.around(90, 1500)),
    `"},"permissionMode":"default"`,
  ]);

const progress: Kind = (session, material) =>
  chained(session, material, [
    `"type":"progress","data":{"type":"bash_progress","output":"`,
    material.text(material.random.around(850, 9000)),
    `","elapsedTimeSeconds":3},"toolUseID":"${session.tool}","parentToolUseID":"${session.tool}"`,
  ]);

const turnDuration: Kind = (session, material) =>
  chained(session, material, [
    `"type":"system","subtype":"turn_duration","durationMs":${material.random.below(400_000)},"isMeta":false`,
  ]);

const hookSummary: Kind = (session, material) =>
  chained(session, material, [
    `"type":"system","subtype":"stop_hook_summary","hookCount":1,"hookInfos":[{"command":"notify"}],"hookErrors":[],"level":"suggestion"`,
  ]);

const attachment: Kind = (session, material) =>
  chained(session, material, [
    `"attachment":{"type":"hook_success","hookName":"SessionStart","content":"`,
    material.text(material.random.around(700, 6000)),
    `"},"type":"attachment"`,
  ]);

const snapshot: Kind = (session, { random }) => [
  `{"type":"file-history-snapshot","messageId":"${session.parent}","snapshot":{"messageId":"${session.parent}","trackedFileBackups":{"src/bed.ts":{"backupFileName":"${random.hex(16)}@v2","version":2,"backupTime":"${new Date(session.time).toISOString()}"}},"timestamp":"${new Date(session.time).toISOString()}"},"isSnapshotUpdate":false}\n`,
];

const mode: Kind = (session) => [`{"type":"permission-mode","permissionMode":"default","sessionId":"${session.id}"}\n`];

const lastPrompt: Kind = (session, { text }) => [
  `{"type":"last-prompt","lastPrompt":"`,
  text(120),
  `","leafUuid":"${session.parent}","sessionId":"${session.id}"}\n`,
];

/** Each kind of line and its share. Progress lines belong to the older era, attachments to the newer. */
const KINDS: readonly (readonly [share: number, line: Kind, era?: Session["era"]])[] = [
  [31, toolUse],
  [28, toolResult],
  [11, answer],
  [8, thinking],
  [2.2, prompt],
  [36, progress, "context-first"],
  [1, turnDuration],
  [1.2, hookSummary],
  [4, attachment, "context-last"],
  [2.5, snapshot],
  [3, mode, "context-last"],
  [2, lastPrompt, "context-last"],
];
const ERAS = { "context-first": kindsOf("context-first"), "context-last": kindsOf("context-last") };

function kindsOf(era: Session["era"]): { readonly sum: number; readonly kinds: typeof KINDS } {
  const kinds = KINDS.filter(([, , only]) => only === undefined || only === era);
  return { sum: kinds.reduce((sum, [share]) => sum + share, 0), kinds };
}

/** The next line of a log, with its newline. A log begins with a prompt. */
export function nextLine(session: Session, material: Material): Line {
  if (session.parent === "") return prompt(session, material);
  const { sum, kinds } = ERAS[session.era];
  let at = material.random.next() * sum;
  for (const [share, line] of kinds) if ((at -= share) < 0) return line(session, material);
  return mode(session, material);
}
