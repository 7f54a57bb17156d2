/** Values as they stand in logs, and as they should not. */
import type { Random } from "./random.ts";
import { Raw } from "./ugly-json.ts";

const words = [
  "Plant the beans",
  "Größe der Beete?",
  "水をやる",
  "🌱",
  "why",
  'quote " and \\ backslash',
  "two\nlines",
  "line\u2028separator",
  "half \ud83c of a pair",
  "\udf31",
  '{"type":"user","message":{"role":"user"}}',
  '{"parentUuid":null,"type":"assistant"}',
  '"timestamp":"2020-01-01T00:00:00.000Z"',
  "\u001b[31mred\u0007\u0000",
  " trimmed \u00a0\ufeff",
  "",
  " ",
] as const;

export const someText = (random: Random): string =>
  random.chance(0.1) ? "so long a word ".repeat(random.below(60)) : random.pick(words);

const envelopes = ["ide_opened_file", "ide_selection", "ide_diagnostics", "system-reminder"] as const;

/** Text with envelopes around, in, across and half around it. */
export function envelopedText(random: Random): string {
  const name = random.pick(envelopes);
  const other = random.pick(envelopes);
  const text = someText(random);
  return random.pick([
    `<${name}>${text}</${name}>`,
    `<${name}>x</${name}>\n${text}`,
    `${text}<${name}>x</${name}>${text}<${other}>y</${other}>`,
    `<${name}>x${text}`,
    `${text}</${name}>`,
    `<${name}>a<${name}>b</${name}>${text}</${name}>`,
    `<${name}>a<${other}>b</${name}>${text}</${other}>`,
    `<${name.slice(0, 5)}<${other}>x</${other}>${name.slice(5)}>${text}</${name}>`,
    `<${name}>x</${name}>[Request interrupted by user]`,
  ]);
}

const starts = [
  "[Request interrupted by user]",
  "[Request interrupted by user for tool use]",
  "<command-name>/clear</command-name>",
  "<command-message>weed</command-message>",
  "<local-command-stdout>ok</local-command-stdout>",
  "<bash-input>ls</bash-input>",
  "<bash-stdout>ok</bash-stdout>",
  "<bash-stderr>no</bash-stderr>",
  "<task-notification>done</task-notification>",
  "<agent-notification>done</agent-notification>",
  "<github-webhook-activity>push</github-webhook-activity>",
  '<cross-session-message from="s">',
  "<<autonomous-loop-dynamic>>",
  '<scheduled-task name="weed">',
  '<teammate-message from="bo">',
  "<tick>",
  "<goal>",
  "<session-start-hook>",
  "<user-prompt-submit-hook>",
  "Stop hook feedback:",
  "[SYSTEM NOTIFICATION",
  "Caveat: The messages below",
  "This session is being continued from a previous conversation",
  "Operation stopped by hook:",
] as const;

/** Text that begins, or all but begins, like what no person wrote. */
export function syntheticText(random: Random): string {
  const start = random.pick(starts);
  return random.weigh([
    [8, start],
    [2, `\n ${start} more`],
    [1, start.slice(0, -3)],
    [1, `no ${start}`],
  ]);
}

/** What stands where something else should: null, an empty or strange value, a huge one. */
export const wrongValue = (random: Random): unknown =>
  random.pick<unknown>([
    null,
    null,
    "",
    " ",
    0,
    -1,
    1.5,
    true,
    false,
    "true",
    [],
    {},
    [null],
    { type: "user" },
    ["user"],
    new Raw("1e400"),
    new Raw("9".repeat(500)),
    new Raw("[".repeat(2000) + "]".repeat(2000)),
    new Raw('{"__proto__":{"a":1},"a":2,"a":null}'),
    new Raw('"\\ud800"'),
  ]);

const oddIds = [
  "__proto__",
  "constructor",
  "toJSON",
  "hasOwnProperty",
  "a:b/c d%e",
  "é\u0001",
  "half-\ud800",
  "half-\ufffd",
  "u".repeat(256),
  "u".repeat(257),
  "é".repeat(128),
] as const;

export const oddId = (random: Random): string => random.pick(oddIds);

const durations: readonly [unknown, ...unknown[]] = [
  0,
  1,
  1.9,
  65_432,
  10_000_000_000,
  10_000_000_001,
  -1,
  "5",
  null,
  true,
  [5],
  new Raw("-0.0"),
  new Raw("1.5E3"),
  new Raw("1e-400"),
  new Raw("1e400"),
  new Raw("9999999999.9999"),
];

export const oddDuration = (random: Random): unknown =>
  random.chance(0.6) ? random.below(4_000_000) : random.pick(durations);

/** The instant, spelled in one of the ways that name it (or one near it). */
export function spelledTime(instant: number, random: Random): string {
  const iso = new Date(instant).toISOString();
  const [minutes, seconds] = [iso.slice(0, 16), iso.slice(0, 19)];
  return random.pick([
    `${seconds}Z`,
    `${minutes}Z`,
    `${seconds}.5Z`,
    `${seconds},25Z`,
    `${seconds}.123456Z`,
    `${seconds}.9999999999999999999Z`,
    `${iso.slice(0, 23)}+00:00`,
    `${iso.slice(0, 23)}+02:00`,
    `${seconds}-0530`,
    `${minutes}+14`,
    `${seconds}-23:59`,
    "2024-02-29T23:59:59.999-00:01",
    "1969-12-31T23:59:59.9999Z",
    "0999-12-31T23:30:00-01:00",
    "9999-12-31T23:59:59.999Z",
  ]);
}

const noTimes = [
  "2026-02-29T09:00:00Z",
  "1900-02-29T09:00:00Z",
  "2026-04-31T09:00Z",
  "2026-13-01T09:00Z",
  "2026-03-00T09:00Z",
  "2026-03-02T24:00:00Z",
  "2026-03-02T23:59:60Z",
  "2026-03-02T23:60Z",
  "2026-03-02T09:00:00",
  "2026-03-02 09:00:00Z",
  "2026-03-02t09:00:00Z",
  "2026-03-02T09:00:00z",
  "2026-03-02T09:00:00.Z",
  "2026-03-02T09:00.5Z",
  "2026-03-02T09:00:00+24:00",
  "2026-03-02T09:00:00+01:60",
  "2026-03-02T09:00:00+1:00",
  "2026-03-02T09:00:00.000Z ",
  " 2026-03-02T09:00:00.000Z",
  "2026-03-02T09:00:00.000Z\n",
  "0999-12-31T23:59:59Z",
  "9999-12-31T23:59:59-00:01",
  "+02026-03-02T09:00:00Z",
  "1772442000000",
  "soon",
] as const;

export const noTime = (random: Random): unknown =>
  random.chance(0.2) ? random.pick<unknown>([1_772_442_000_000, null, {}, "", undefined]) : random.pick(noTimes);

const tools = [
  "Bash",
  "Bash",
  "Read",
  "Read",
  "Edit",
  "Edit",
  "Write",
  "MultiEdit",
  "Glob",
  "Grep",
  "LS",
  "NotebookEdit",
  "NotebookRead",
  "Task",
  "Agent",
  "TodoWrite",
  "WebFetch",
  "WebSearch",
  "BashOutput",
  "KillShell",
  "Skill",
  "AskUserQuestion",
  "mcp__files__read_text",
  "mcp__web__search",
  "apply_patch",
  "exec_command",
  "view",
  "cat",
  "constructor",
  "__proto__",
  'Task" >\n<parameter name="description',
  "\u001b[2J",
  "Re\ud800ad",
  `${"🌱".repeat(255)}bash`,
  `${"x".repeat(300)}_grep`,
  " ",
] as const;

export const toolName = (random: Random): unknown =>
  random.chance(0.04) ? random.pick<unknown>([undefined, null, "", 5, { name: "Bash" }]) : random.pick(tools);

const paths = [
  "/home/ana/garden/beds.ts",
  "/home/ana/garden",
  "src/beds.ts",
  "C:\\Users\\ana\\garden",
  "/home/ana/水 🌱/\u2028",
  "/home/ana/half\ud83c",
  "/home/ana/garden/.claude/x\ny",
] as const;

/** A path; now and then one that is longer than what is kept, or that is no path. */
export const somePath = (random: Random): unknown =>
  random.weigh<() => unknown>([
    [90, () => random.pick(paths)],
    [3, () => `/${"🌱".repeat(2040 + random.below(20))}`],
    [7, () => wrongValue(random)],
  ])();
