/** What a thread of Codex took, which its log tells as totals that are said twice, begin anew and are copied into forks. */
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { codex } from "../../../src/agents/codex/index.ts";
import { inProcess } from "../../support/program/in-process.ts";
import { grown, put } from "../../support/contract/tree.ts";
import { tempDir } from "../../support/program/temp.ts";
import { times } from "../../support/shares.ts";

type Event = Readonly<Record<string, string | number>>;
type Line = Readonly<{ timestamp: string; type: string; payload: object }>;

const source = codex({ tickMs: 0 });
const THREAD = "01a01f0a-da00-7000-8000-000000000001";
/** Turns are named by UUIDs of version 7: by the time in them the first is older than the fork, the second is not. */
const OLD_TURN = "01a01f0a-da00-7000-8000-0000000000aa";
const FORK = "01a02f0a-da00-7000-8000-000000000002";
const NEW_TURN = "01a02f0b-da00-7000-8000-0000000000bb";
const pathOf = (thread: string) => `sessions/2026/08/20/rollout-2026-08-20T12-00-00-${thread}.jsonl`;

const at = (second: number) => new Date(Date.UTC(2026, 7, 20, 12, 0, second)).toISOString();
const record = (second: number, type: string, payload: object): Line => ({ timestamp: at(second), type, payload });
const head = (id: string, second = 0, more: object = {}) =>
  record(second, "session_meta", { id, timestamp: at(second), cwd: "/home/ana/garden", source: "cli", ...more });
const settings = (second: number, turn_id: string, model = "gpt-5.5") =>
  record(second, "turn_context", { turn_id, cwd: "/home/ana/garden", model });
const prompt = (second: number) => record(second, "event_msg", { type: "user_message", message: "dig" });

/** Input, of it from the cache, output, of it reasoning. */
type Taken = readonly [input: number, cached: number, output: number, reasoning: number];
const usage = ([input, cached, output, reasoning]: Taken) => ({
  input_tokens: input,
  cached_input_tokens: cached,
  output_tokens: output,
  reasoning_output_tokens: reasoning,
});
const counted = (second: number, total: Taken, last: Taken, more: object = {}) =>
  record(second, "event_msg", {
    type: "token_count",
    info: { total_token_usage: usage(total), last_token_usage: usage(last) },
    ...more,
  });
const sum = (one: Taken, other: Taken): Taken => [
  one[0] + other[0],
  one[1] + other[1],
  one[2] + other[2],
  one[3] + other[3],
];
const lines = (records: readonly object[]) => records.map((each) => `${JSON.stringify(each)}\n`).join("");

/** The events of a type, each once. */
async function told(type: string, logs: Readonly<{ [thread: string]: readonly Line[] }>): Promise<readonly Event[]> {
  const directory = tempDir();
  for (const [thread, records] of Object.entries(logs)) put(join(directory, pathOf(thread)), lines(records));
  const events = new Map<string, Event>();
  for (const line of await inProcess(source, [directory], "all").run()) {
    const event = JSON.parse(line) as Event;
    if (event["type"] === type) events.set(String(event["id"]), event);
  }
  return [...events.values()];
}

const figures = (events: readonly Event[]) =>
  events.map((event) =>
    ["input", "cache_read", "output", "reasoning"].map((name) => Number(event[`${name}_tokens`] ?? 0)),
  );
const begin = [head(THREAD), settings(1, OLD_TURN), prompt(2)];

describe("what a thread took", () => {
  it("is what its total has grown by, without what came from the cache, and nothing where the total is said twice", async () => {
    const [one, two]: readonly [Taken, Taken] = [
      [100, 40, 9, 2],
      [300, 250, 20, 0],
    ];
    const events = await told("agent_usage", {
      [THREAD]: [
        ...begin,
        record(3, "event_msg", { type: "token_count", info: null }),
        counted(4, one, one),
        counted(5, one, one),
        counted(6, sum(one, two), two),
      ],
    });
    expect(figures(events)).toEqual([
      [60, 40, 9, 2],
      [50, 250, 20, 0],
    ]);
    expect(events.map(({ model, session_id: session }) => [model, session])).toEqual([
      ["gpt-5.5", THREAD],
      ["gpt-5.5", THREAD],
    ]);
  });

  it("is the last answer's where the total begins anew, and never less than nothing", async () => {
    const events = await told("agent_usage", {
      [THREAD]: [
        ...begin,
        counted(3, [900, 500, 90, 9], [900, 500, 90, 9]),
        counted(4, [120, 30, 8, 1], [120, 30, 8, 1]),
        counted(5, [150, 50, 12, 1], [30, 20, 4, 0]),
      ],
    });
    expect(figures(events)).toEqual([
      [400, 500, 90, 9],
      [90, 30, 8, 1],
      [10, 20, 4, 0],
    ]);
  });

  it("goes on over a compaction, which is told once", async () => {
    const records = [
      ...begin,
      counted(3, [900, 500, 90, 9], [900, 500, 90, 9]),
      record(4, "compacted", { message: "x", replacement_history: [] }),
      counted(5, [950, 500, 95, 9], [50, 0, 5, 0]),
    ];
    expect(figures(await told("agent_usage", { [THREAD]: records }))).toEqual([
      [400, 500, 90, 9],
      [50, 0, 5, 0],
    ]);
    const sessions = await told("agent_session", { [THREAD]: records });
    expect(sessions.map(({ action }) => action)).toEqual(["started", "compacted"]);
  });

  it("counts once what a fork copied from its origin", async () => {
    const origin = [...begin, counted(3, [900, 500, 90, 9], [900, 500, 90, 9])];
    const copies = [
      head(THREAD, 100),
      settings(100, OLD_TURN),
      prompt(100),
      counted(100, [900, 500, 90, 9], [900, 500, 90, 9]),
    ];
    const fork = [
      head(FORK, 100, { forked_from_id: THREAD }),
      ...copies,
      settings(200, NEW_TURN),
      prompt(201),
      counted(202, [1000, 580, 95, 9], [100, 80, 5, 0]),
    ];
    expect(figures(await told("agent_usage", { [THREAD]: origin, [FORK]: fork }))).toEqual([
      [400, 500, 90, 9],
      [20, 80, 5, 0],
    ]);
  });

  it("is told by records of its answers alone, once the log has them", async () => {
    const answer = (second: number, id: string, taken: Taken) =>
      record(second, "token_usage_record", { response_id: id, usage: usage(taken) });
    const events = await told("agent_usage", {
      [THREAD]: [
        ...begin,
        answer(3, "resp_1", [100, 40, 9, 2]),
        counted(3, [100, 40, 9, 2], [100, 40, 9, 2]),
        answer(4, "resp_2", [50, 0, 3, 0]),
        counted(4, [150, 40, 12, 2], [50, 0, 3, 0]),
      ],
    });
    expect(figures(events)).toEqual([
      [60, 40, 9, 2],
      [50, 0, 3, 0],
    ]);
    expect(events.map(({ id }) => String(id).split(":").at(-1))).toEqual(["resp_1", "resp_2"]);
  });

  it("sums to the largest total between two beginnings, however the log grows", async () => {
    const taken = fc.tuple(fc.nat(500), fc.nat(100), fc.nat(50), fc.nat(9));
    const step = fc.record({ taken, again: fc.boolean(), anew: fc.integer({ min: 0, max: 4 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), fc.array(fc.nat(4000)), async (steps, cuts) => {
        const records: Line[] = [...begin];
        let total: Taken = [0, 0, 0, 0];
        const wanted = [0, 0, 0, 0];
        for (const [
          index,
          {
            taken: [input, cached, output, reasoning],
            again,
            anew,
          },
        ] of steps.entries()) {
          // An answer takes more than the one before where its total began anew, else nothing could show that it did.
          const last: Taken = [input + cached + 1, cached, output + reasoning + 1, reasoning];
          const isAnew = anew === 0 && last.some((each, place) => each < (total[place] ?? 0));
          total = isAnew ? last : sum(total, last);
          for (const [place, figure] of [last[0] - cached, cached, last[2], reasoning].entries())
            wanted[place] = (wanted[place] ?? 0) + figure;
          records.push(counted(10 + index, total, last));
          if (again) records.push(counted(30 + index, total, last));
        }
        const bytes = Buffer.from(lines(records));
        const lengths = cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b);
        const printed = await grown(source, { path: pathOf(THREAD), bytes, lengths }, "all");
        const events = printed.map((line) => JSON.parse(line) as Event).filter(({ type }) => type === "agent_usage");
        const sums = figures(events).reduce(
          (all, each) => all.map((figure, place) => figure + (each[place] ?? 0)),
          [0, 0, 0, 0],
        );
        expect(sums).toEqual(wanted);
      }),
      { numRuns: times(5) },
    );
  });
});

describe("what held a thread up", () => {
  const failed = (second: number, info: unknown) =>
    record(second, "event_msg", { type: "error", message: "x", codex_error_info: info });

  it("is the limit that is used up, with the time at which it begins anew", async () => {
    const limits = {
      primary: { used_percent: 40, resets_at: 1787226000 },
      secondary: { used_percent: 100, resets_at: 1787313600 },
    };
    const events = await told("agent_limit", {
      [THREAD]: [
        ...begin,
        counted(3, [9, 0, 1, 0], [9, 0, 1, 0], { rate_limits: limits }),
        failed(4, "usage_limit_exceeded"),
        counted(5, [19, 0, 2, 0], [10, 0, 1, 0], { rate_limits: { primary: { used_percent: 3 } } }),
        failed(6, "usage_limit_exceeded"),
      ],
    });
    expect(events.map(({ action, scope, resets_at: resets }) => [action, scope, resets])).toEqual([
      ["hit", "secondary", "2026-08-21T12:00:00.000Z"],
      ["hit", undefined, undefined],
    ]);
  });

  it("is an error of the provider, with its status where the log has it", async () => {
    const events = await told("agent_error", {
      [THREAD]: [...begin, failed(3, { http_connection_failed: { http_status_code: 502 } }), failed(4, "other")],
    });
    expect(events.map(({ status }) => status)).toEqual([502, undefined]);
  });
});
