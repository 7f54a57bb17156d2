// Lines for the scanner: JSON of every shape, written in every way the grammar allows, then damaged byte by byte.

import { Buffer } from "node:buffer";
import fc from "fast-check";

const KEYS = [
  "type",
  "subtype",
  "sessionId",
  "message",
  "content",
  "attachment",
  "timestamp",
  "__proto__",
  "",
  "typ",
  "types",
];
const WORDS = ["user", "assistant", "tool_use", "tool_result", "progress", "queued_command", "turn_duration", "s1", ""];

/** Text that looks like structure, and text that is hard on escapes. */
const LOOK_ALIKES = [
  '{"type":"user"}',
  '"type":"tool_use"',
  "\\",
  '\\"',
  '"',
  "\\\\",
  "\\u0022",
  "]}",
  "\u001b[0m",
  "\n",
  "é",
  "目",
  "🌱",
  "\ud800",
];

const text = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...WORDS) },
  { weight: 2, arbitrary: fc.array(fc.constantFrom(...LOOK_ALIKES), { maxLength: 5 }).map((parts) => parts.join("")) },
  fc.string({ unit: "grapheme", maxLength: 20 }),
  fc.tuple(fc.nat(150), fc.constantFrom("\\", "x", '"')).map(([n, c]) => c.repeat(n)),
);

/** A string as some writer may spell it: any character may be an escape. */
const spelt = (content: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(content, fc.nat(12)).map(([value, every]) => {
    const plain = JSON.stringify(value);
    if (every > 3) return plain;
    return `"${Array.from(value, (c, i) => (i % (every + 1) === 0 ? hex(c) : JSON.stringify(c).slice(1, -1))).join("")}"`;
  });

const hex = (c: string): string =>
  Array.from({ length: c.length }, (_, i) => `\\u${c.charCodeAt(i).toString(16).padStart(4, "0")}`).join("");

const space = fc.constantFrom("", "", "", "", " ", "\t", "\r", "  ");

const NUMBERS = ["0", "-0", "1", "12.5", "1e5", "1E-7", "-1.25e+30", "123456789012345678901234567890"];
const scalar = fc.constantFrom("true", "false", "null", ...NUMBERS);

/** JSON text whose keys and strings are often those that are asked for. */
const json: fc.Arbitrary<string> = fc.letrec<{ value: string; object: string; array: string }>((tie) => {
  const member = fc
    .tuple(spelt(fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...KEYS) }, text)), space, space, tie("value"), space)
    .map(([key, a, b, value, c]) => `${key}${a}:${b}${value}${c}`);
  const within = (members: fc.Arbitrary<string>): fc.Arbitrary<string> =>
    fc.tuple(space, fc.array(members, { maxLength: 6 })).map(([a, parts]) => a + parts.join(`,${a}`));
  return {
    value: fc.oneof({ maxDepth: 5 }, { weight: 3, arbitrary: spelt(text) }, scalar, tie("object"), tie("array")),
    object: within(member).map((inside) => `{${inside}}`),
    array: within(tie("value")).map((inside) => `[${inside}]`),
  };
}).object;

/** A line as Claude Code writes it, with the parts that decide about it drawn at random. */
export const record: fc.Arbitrary<string> = fc
  .record({
    type: fc.constantFrom("user", "assistant", "attachment", "system", "progress", 5, null),
    sessionId: fc.constantFrom("s1", "s2", "é", undefined, null, 7),
    subtype: fc.constantFrom("turn_duration", "other", undefined, null),
    message: fc.record({
      content: fc.oneof(
        fc.constantFrom("hello", null, 5),
        fc.array(
          fc.oneof(
            fc.constantFrom("tool_use", "tool_result", "text", 1, null).map((type) => ({ type, text: "x" })),
            fc.constantFrom(1, "tool_use", [{ type: "tool_use" }]),
          ),
          { maxLength: 3 },
        ),
      ),
    }),
    attachment: fc.record({ type: fc.constantFrom("queued_command", "hook_success", 1, undefined) }),
    order: fc.array(fc.nat(100), { minLength: 6, maxLength: 6 }),
    pad: fc.nat(90),
  })
  .map(({ order, pad, ...fields }) => {
    const entries = Object.entries({ ...fields, pad: "x".repeat(pad) }).map(
      (entry, at) => [order[at] ?? 0, entry] as const,
    );
    return JSON.stringify(Object.fromEntries(entries.toSorted(([a], [b]) => a - b).map(([, entry]) => entry)));
  });

const BYTES = [...Buffer.from('"\\{}[]:,019eE+-.tfnu/b \t\r'), 0, 1, 0x1f, 0x7f, 0x80, 0xbf, 0xc3, 0xe2, 0xef, 0xff];
const NOT_JSON = [
  "01",
  "1.",
  "-",
  "1e",
  "+1",
  ".5",
  "1e+",
  "nul",
  "True",
  "NaN",
  "''",
  "\\",
  "}{",
  "],",
  ",",
  "\ufeff",
  "//",
  "\u0000",
  "\u00a0",
];

type Damage = (bytes: Buffer) => Buffer;

const damage: fc.Arbitrary<Damage> = fc
  .tuple(
    fc.nat(),
    fc.constantFrom(...BYTES.map((b) => Buffer.from([b])), ...NOT_JSON.map((s) => Buffer.from(s))),
    fc.nat(4),
  )
  .map(([place, put, how]) => (bytes) => {
    const at = bytes.length === 0 ? 0 : place % bytes.length;
    const [head, tail] = [bytes.subarray(0, at), bytes.subarray(at)];
    if (how === 0) return Buffer.concat([head, put, tail]);
    if (how === 1) return Buffer.concat([head, tail.subarray(1)]);
    if (how === 2) return Buffer.from(head);
    if (how === 3) return Buffer.concat([head, put, tail.subarray(put.length)]);
    return Buffer.concat([bytes, bytes.subarray(at)]);
  });

/** What is left of a line after some damage, with no newline in it. */
export function damaged(line: fc.Arbitrary<Buffer>): fc.Arbitrary<Buffer> {
  return fc
    .tuple(line, fc.array(damage, { minLength: 1, maxLength: 3 }))
    .map(([bytes, damages]) => damages.reduce((left, change) => change(left), bytes))
    .map((bytes) => Buffer.from(bytes.filter((byte) => byte !== NEWLINE)));
}

const NEWLINE = 0x0a;
const whole = fc.oneof(json, record).map((line) => Buffer.from(line));

/** One line's bytes, with no newline in them. */
export const hostileLine: fc.Arbitrary<Buffer> = fc.oneof(whole, damaged(whole));
