import fc from "fast-check";
import type { Fields } from "../store/events.ts";
import { anyText } from "./any-text.ts";

const text = fc.oneof(
  anyText({ minLength: 1, maxLength: 8 }),
  fc.constantFrom("main", "a b", 'q"\\', "\0", "\ud800", "\u0001i", "ü", "\u009b", "%41:"),
);
const value: fc.Arbitrary<unknown> = fc.oneof(
  text,
  fc.integer(),
  fc.constantFrom(0, -1, 1.5, 2 ** 53, 1e300, true, false, [], {}, [null, "x"], { a: { b: "\u0001" } }, ""),
);

/** Events as they may come: known and unknown fields in any order, any texts, IDs of ours and of others. */
export const anyEvent: fc.Arbitrary<Fields> = fc
  .record({
    millis: fc.oneof(
      fc.integer({ min: Date.UTC(2026, 2, 2), max: Date.UTC(2026, 2, 2) + 5 }),
      fc.integer({ min: -30_610_224_000_000, max: 253_402_300_799_999 }),
    ),
    type: fc.oneof(fc.constantFrom("weather", "agent_turned", "x"), text.filter(isPlain)),
    source: fc.constantFrom("remote.agent", "local.window"),
    key: fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 12 }),
    form: fc.constantFrom("plain", "machine", "foreign"),
    known: fc.record(
      {
        agent: fc.constantFrom("claude-code", "codex", "g\0"),
        session_id: fc.oneof(fc.constantFrom("s1", "s2"), text),
        cwd: text,
        git_branch: text,
        machine_id: fc.constantFrom("desk", "shed"),
        file: text,
        agent_id: text,
        tool: text,
        tool_kind: fc.constantFrom("shell", "other"),
        action: fc.oneof(fc.constantFrom("ended"), value),
        length: value,
        duration_ms: value,
        timeout_ms: value,
        ok: fc.boolean(),
        automated: value,
      },
      { requiredKeys: [] },
    ),
    unknown: fc.dictionary(fc.oneof(fc.constantFrom("later", "__proto__", "1", "a\u0001r"), text), value, {
      maxKeys: 4,
    }),
    order: fc.infiniteStream(fc.nat()),
  })
  .map(({ millis, type, source, key, form, known, unknown, order }) => {
    const timestamp = new Date(millis).toISOString();
    const own = `${source}:${type}:${timestamp}:${key}`;
    const machine = known.machine_id === undefined ? "" : `${known.machine_id}:`;
    const id = form === "plain" ? own : form === "machine" ? machine + own : `${key}-${millis}`;
    const members = Object.entries({ ...unknown, ...known, id, timestamp, source, type }).map(
      (member) => [member, order.next().value ?? 0] as const,
    );
    return Object.fromEntries(members.sort(([, a], [, b]) => a - b).map(([member]) => member));
  });

function isPlain(text: string): boolean {
  return text.isWellFormed() && !text.includes("\0");
}
