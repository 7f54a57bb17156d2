// Rollouts of records that vary in everything, and of real ones in an order of their own, damaged or not.

import { Buffer } from "node:buffer";
import fc from "fast-check";
import { fixtureLines } from "../../support/random/mixed-lines.ts";
import { damaged, hostileLine } from "../../lib/scan/hostile-lines.ts";
import {
  calls,
  events,
  heads,
  messages,
  mostly,
  ordinal,
  outputs,
  settings,
  THREAD,
  timestamp,
  turnId,
  usage,
} from "./rollout-payloads.ts";

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
  record(mostly("token_usage_record"), usage, 1),
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

const realLine = fc.constantFrom(...fixtureLines("codex", ".codex")).map((line) => Buffer.from(line));

const line = fc.oneof(
  { weight: 12, arbitrary: written(records) },
  { weight: 4, arbitrary: realLine },
  { weight: 1, arbitrary: damaged(written(records)) },
  { weight: 1, arbitrary: damaged(realLine) },
  { weight: 1, arbitrary: hostileLine },
);

const NEWLINE = Buffer.from("\n");
const HEAD = `{"timestamp":"2026-06-18T10:00:00.000Z","type":"session_meta","payload":{"id":"${THREAD}","cli_version":"0.141.0","source":"cli"}}\n`;
const LATE = HEAD.replace('"source"', '"subagent_history_start_ordinal":3,"source"');
const BARE = `{"id":"${THREAD}","timestamp":"2025-08-18T10:00:00.000Z","instructions":null,"git":{"branch":"main"}}\n`;

/** A rollout: mostly with a head of its own, and perhaps with a line that is still being written. */
export const hostileRollout: fc.Arbitrary<Buffer> = fc
  .tuple(
    fc.constantFrom(HEAD, HEAD, HEAD, LATE, "", "\ufeff", BARE),
    fc.array(line, { maxLength: 16 }),
    fc.constantFrom("", "", '{"type":"user"'),
  )
  .map(([head, lines, rest]) =>
    Buffer.concat([Buffer.from(head), ...lines.flatMap((each) => [each, NEWLINE]), Buffer.from(rest)]),
  );
