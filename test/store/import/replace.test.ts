/** Corrections: what older rules gave is replaced by what the input says, thread by thread, or nothing is changed. */
import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EXIT } from "../../../src/failure.ts";
import { correctable } from "../../../src/store/import/correctable.ts";
import { inspectStore } from "../../../src/store/engine/inspect.ts";
import { locationOf, type StoreOptions } from "../../../src/store/location.ts";
import { openStore, openStoreToWrite } from "../../../src/store/open.ts";
import { marked, ndjson, of, prompt, toolUse, whole, type Fields } from "../../support/store/events.ts";
import { importText, stored } from "../../support/store/import.ts";
import { hasPostgres, startPostgres, type Server } from "../../support/servers/postgres.ts";
import { tempDir } from "../../support/program/temp.ts";
import { times } from "../../support/shares.ts";

const CLAUDE = { "claude-code": 2 };
const replace = true;
const by = (rules: number) => ({ name: undefined, after: [], rules: { "claude-code": rules, codex: rules } });

describe("a replacing import into SQLite", () => {
  behaviour(() => ({ db: undefined, dataDir: tempDir() }));
});

describe.skipIf(!hasPostgres)("a replacing import into PostgreSQL (skipped where it is not installed)", () => {
  let server: Server;
  let databases = 0;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.stop());

  behaviour(() => ({ db: server.database(`corrected${databases++}`), dataDir: tempDir() }));
});

/** How many sessions would be read otherwise by the second rules. */
async function counts(options: StoreOptions, rules: Readonly<Record<string, number>> = CLAUDE) {
  const store = await openStore(options);
  if (store === undefined) throw new Error("no store");
  try {
    return await correctable(store, rules);
  } finally {
    await store.close();
  }
}

/** What a model took. */
function usage(n: number, fields: Fields = {}): Fields {
  return prompt(n, { type: "agent_usage", id: `remote.agent:agent_usage:m${n}`, ...fields });
}

/** Events of a sub-agent. */
function bySubAgent(agent: string, ...events: readonly Fields[]): readonly Fields[] {
  return events.map((event) => ({ ...event, agent_id: agent }));
}

function behaviour(empty: () => StoreOptions): void {
  it("gives otherwise, adds and takes away what the input does, and leaves other sessions alone", async () => {
    const options = empty();
    const gone = prompt(8, { session_id: "gone" });
    await importText(options, ndjson(prompt(1), prompt(2), toolUse(3), gone));
    const input = [prompt(1, { length: 99 }), toolUse(3), prompt(4)];
    const { tally, removed } = await importText(options, whole(CLAUDE, ...input), { replace });
    expect([tally, removed]).toEqual([
      { read: 4, inserted: 3, duplicates: 0, conflicts: 0, malformed: 0, ignored: 1 },
      3,
    ]);
    expect(await stored(options)).toEqual([...input, gone]);
  });

  it("leaves events of types that the input was not asked for, and their session to the older rules", async () => {
    const options = empty();
    const [use, other] = [toolUse(3, { tool: "Write" }), toolUse(9, { session_id: "s9" })];
    await importText(options, ndjson(prompt(1), use, other), { delivery: by(1) });
    const mark = { complete: CLAUDE, types: ["user_message"] };
    const asked = marked(mark, prompt(2), prompt(8, { session_id: "s8" }));
    const { removed, kept } = await importText(options, asked, { replace });
    expect([removed, [...kept]]).toEqual([1, [["agent_tool_use", 1]]]);
    expect(await stored(options)).toEqual([prompt(2), use, prompt(8, { session_id: "s8" }), other]);
    expect(await counts(options)).toEqual({ older: 2, unknown: 0, beyond: 0 });
    const all = await importText(options, whole(CLAUDE, prompt(2), use), { replace });
    expect([all.removed, all.kept.size]).toEqual([2, 0]);
    expect(await stored(options)).toEqual([prompt(2), use, prompt(8, { session_id: "s8" }), other]);
    expect(await counts(options)).toEqual({ older: 0, unknown: 0, beyond: 1 });
  });

  it("takes a session for one of its agent and its machine alone", async () => {
    const options = empty();
    const others = [prompt(5, { agent: "codex" }), of("desk", prompt(6))];
    await importText(options, ndjson(prompt(1), ...others));
    await importText(options, whole(CLAUDE, prompt(2)), { replace });
    expect(await stored(options)).toEqual([prompt(2), ...others]);
  });

  it("leaves an event where it is that another session, which is not in the input, holds a copy of", async () => {
    const options = empty();
    const copy = prompt(1, { session_id: "gone" });
    await importText(options, ndjson(copy));
    const { tally } = await importText(options, whole(CLAUDE, prompt(1), prompt(2)), { replace });
    expect(tally).toMatchObject({ inserted: 1, duplicates: 1 });
    expect(await stored(options)).toEqual([copy, prompt(2)]);
  });

  it("moves an event between two sessions of the input as the input has it", async () => {
    const options = empty();
    await importText(options, ndjson(prompt(1, { session_id: "s2" }), prompt(2, { session_id: "s2" }), prompt(3)));
    const input = [prompt(1), prompt(3), prompt(2, { session_id: "s2" })];
    await importText(options, whole(CLAUDE, ...input), { replace });
    expect(await stored(options)).toEqual([prompt(1), prompt(2, { session_id: "s2" }), prompt(3)]);
  });

  it("leaves what a session did whose own log is gone, and its sub-agents' are not, or the other way round", async () => {
    const [own, sub] = [[prompt(1), prompt(2), toolUse(3)], bySubAgent("a1", toolUse(4), toolUse(5))];
    const others = bySubAgent("a2", toolUse(6));
    const newer = bySubAgent("a1", toolUse(4, { tool: "Grep" }));
    for (const { input, held, left } of [
      { input: newer, held: [...own, ...newer, ...others], left: 4 },
      { input: [prompt(1, { length: 99 })], held: [prompt(1, { length: 99 }), ...sub, ...others], left: 3 },
    ]) {
      const options = empty();
      const gone = prompt(8, { session_id: "gone" });
      await importText(options, ndjson(...own, ...sub, ...others, gone), { delivery: by(1) });
      for (const isAgain of [false, true]) {
        const imported = await importText(options, whole(CLAUDE, ...input), { replace });
        expect([imported.left, imported.kept.size]).toEqual([{ sessions: 1, events: left }, 0]);
        expect([isAgain, await stored(options)]).toEqual([isAgain, [...held, gone]]);
        // Nothing can bring it back: it is not asked for again.
        expect(await counts(options)).toEqual({ older: 0, unknown: 0, beyond: 2 });
      }
      // What the logs give once they are all there again is what the session is.
      const all = await importText(options, whole(CLAUDE, ...own, ...sub, ...others), { replace });
      expect(all.left).toEqual({ sessions: 0, events: 0 });
      expect(await stored(options)).toEqual([...own, ...sub, ...others, gone]);
      expect(await counts(options)).toEqual({ older: 0, unknown: 0, beyond: 1 });
    }
  });

  it("moves an event between a session and its sub-agents as the input has it, also where nothing else is left of one", async () => {
    const foreign = toolUse(5, { id: "foreign" });
    const before = [prompt(1), ...bySubAgent("a1", toolUse(2), toolUse(3), foreign)];
    for (const input of [
      [prompt(1), ...bySubAgent("a2", toolUse(2, { tool: "Grep" }), toolUse(3), foreign)],
      [prompt(1), toolUse(2), ...bySubAgent("a1", toolUse(3)), foreign],
      [...bySubAgent("a1", prompt(1)), toolUse(2), toolUse(3), foreign],
    ]) {
      const options = empty();
      await importText(options, ndjson(...before), { delivery: by(1) });
      const { tally, removed, left } = await importText(options, whole(CLAUDE, ...input), { replace });
      expect(tally).toMatchObject({ inserted: 4, duplicates: 0, conflicts: 0 });
      expect([removed, left]).toEqual([4, { sessions: 0, events: 0 }]);
      expect(await stored(options)).toEqual(input);
      expect((await importText(options, ndjson(...input))).tally).toMatchObject({ inserted: 0, duplicates: 4 });
      expect(await counts(options)).toEqual({ older: 0, unknown: 0, beyond: 0 });
    }
  });

  it("leaves what a sub-agent did of which the log of its session tells no more than what it took", async () => {
    const options = empty();
    const did = bySubAgent("a1", toolUse(4), usage(4));
    await importText(options, ndjson(prompt(1), ...did), { delivery: by(1) });
    const input = [prompt(1), ...bySubAgent("a1", usage(4, { output_tokens: 5 }))];
    const { left } = await importText(options, whole(CLAUDE, ...input), { replace });
    expect(left).toEqual({ sessions: 1, events: 1 });
    expect(await stored(options)).toEqual([input[0], did[0], input[1]]);
  });

  it("tells types that were not asked for and threads that are gone apart", async () => {
    const options = empty();
    const [goneUse, gonePrompt] = bySubAgent("a1", toolUse(4), prompt(5));
    await importText(options, ndjson(prompt(1), toolUse(3), ...bySubAgent("a1", toolUse(4), prompt(5))), {
      delivery: by(1),
    });
    const asked = marked({ complete: CLAUDE, types: ["user_message"] }, prompt(2));
    const { removed, kept, left } = await importText(options, asked, { replace });
    expect([removed, [...kept], left]).toEqual([1, [["agent_tool_use", 2]], { sessions: 1, events: 1 }]);
    expect(await stored(options)).toEqual([prompt(2), toolUse(3), goneUse, gonePrompt]);
    // The other types may come yet.
    expect(await counts(options)).toEqual({ older: 1, unknown: 0, beyond: 0 });
  });

  it("replaces events whose IDs hold no time, and imports those of no session as ever", async () => {
    const options = empty();
    const foreign = prompt(1, { id: "foreign" });
    const { session_id: _session, agent: _agent, ...homeless } = prompt(5, { type: "weather", source: "local.sky" });
    const sky = { ...homeless, id: `local.sky:weather:${String(homeless["timestamp"])}:x` };
    await importText(options, ndjson(foreign, sky));
    const input = [prompt(2, { id: "foreign" }), sky];
    const { tally } = await importText(options, whole(CLAUDE, ...input), { replace });
    expect(tally).toMatchObject({ inserted: 1, duplicates: 1 });
    expect(await stored(options)).toEqual(input);
  });

  it("replaces an event by one of its ID and another time, and takes none of another session's ID", async () => {
    const options = empty();
    const later = prompt(1, { timestamp: prompt(60)["timestamp"] });
    const gone = { ...prompt(2, { session_id: "gone" }), timestamp: prompt(61)["timestamp"] };
    await importText(options, ndjson(later, gone));
    const { tally } = await importText(options, whole(CLAUDE, prompt(1), prompt(2)), { replace });
    expect(tally).toMatchObject({ inserted: 1, conflicts: 1 });
    expect(await stored(options)).toEqual([prompt(1), gone]);
    await importText(options, whole(CLAUDE, later), { replace });
    expect((await importText(options, ndjson(prompt(1)))).tally).toMatchObject({ conflicts: 1 });
  });

  it("can be repeated; the counts of imports agree with what is there", async () => {
    const options = empty();
    await importText(options, ndjson(...Array.from({ length: 50 }, (_, n) => prompt(n))));
    const input = whole(CLAUDE, ...Array.from({ length: 30 }, (_, n) => toolUse(n)));
    for (let times = 0; times < 2; times++) await importText(options, input, { replace, batchSize: 7, chunk: 100 });
    const store = await openStore(options);
    if (store === undefined) throw new Error("no store");
    const { contents, damage, missing } = await inspectStore(store, locationOf(options).engine, new Date());
    await store.close();
    expect([damage, missing, contents?.read, contents?.imported, contents?.spoilt]).toEqual([[], [], 30, 30, []]);
  });

  it.each<readonly [string, string]>([
    ["no mark", ndjson(prompt(3))],
    ["nothing at all", ""],
    ["a cut mark", whole(CLAUDE, prompt(3)).slice(0, -1)],
    ["a line less than was exported", whole(CLAUDE, prompt(3), prompt(4)).split("\n").slice(1).join("\n")],
    ["another line than was exported", whole(CLAUDE, prompt(3)).replace('"length":14', '"length":15')],
    ["lines behind the mark", whole(CLAUDE, prompt(3)) + ndjson(prompt(4))],
    ["an agent that is not complete", whole({ codex: 2 }, prompt(3))],
    ["a line that is no event", whole(CLAUDE, prompt(3), { id: "x" })],
    ["a mark that is none", ndjson(prompt(3), { type: "end", events: 1 })],
  ])("refuses an input with %s, and changes nothing", async (_, input) => {
    const options = empty();
    await importText(options, ndjson(prompt(1), prompt(2)));
    await expect(importText(options, input, { replace })).rejects.toMatchObject({
      exitCode: EXIT.output,
      message: expect.stringMatching(/^nothing was replaced: /) as string,
    });
    expect(await stored(options)).toEqual([prompt(1), prompt(2)]);
  });

  it("passes over blank lines wherever they are, as a plain import does", async () => {
    const options = empty();
    await importText(options, ndjson(prompt(1)));
    const lines = whole(CLAUDE, prompt(2), prompt(3)).split("\n");
    const { tally, complaints } = await importText(options, `\n${lines.join("\n \t\r\n")}\n  `, { replace });
    expect([tally, complaints]).toEqual([
      { read: 3, inserted: 2, duplicates: 0, conflicts: 0, malformed: 0, ignored: 1 },
      [],
    ]);
    expect(await stored(options)).toEqual([prompt(2), prompt(3)]);
  });

  it("takes several inputs one after the other, each with its mark", async () => {
    const options = empty();
    const codex = prompt(7, { agent: "codex", session_id: "c1" });
    await importText(options, ndjson(prompt(1), codex));
    const input = whole(CLAUDE, prompt(2)) + whole({ codex: 4 }, { ...codex, length: 3 });
    await importText(options, input, { replace });
    expect(await stored(options)).toEqual([prompt(2), { ...codex, length: 3 }]);
    expect(await counts(options, { "claude-code": 2, codex: 4 })).toEqual({ older: 0, unknown: 0, beyond: 0 });
  });

  it("takes the rules of each machine from its own mark, whichever comes first", async () => {
    const part = (machine: string, rules: number, ...events: readonly Fields[]) =>
      marked({ complete: { "claude-code": rules }, machine_id: machine }, ...events.map((event) => of(machine, event)));
    const parts = [part("la", 1, prompt(1), toolUse(2)), part("lb", 2, prompt(1), prompt(3))];
    for (const input of [parts, parts.toReversed()]) {
      const options = empty();
      // One session is known before, of each machine.
      await importText(options, ndjson(of("la", prompt(1)), of("lb", prompt(1))), { delivery: by(1) });
      await importText(options, input.join(""), { replace });
      expect(await counts(options)).toEqual({ older: 1, unknown: 0, beyond: 0 });
      await importText(options, part("la", 2, prompt(1), toolUse(2)), { replace });
      expect(await counts(options)).toEqual({ older: 0, unknown: 0, beyond: 0 });
    }
  });

  it("leaves of each machine the types that its own part was not asked for", async () => {
    const used = (machine: string, tokens: number, session = "s1") =>
      of(machine, {
        ...prompt(4, { type: "agent_usage", id: "remote.agent:agent_usage:m1", session_id: session }),
        output_tokens: tokens,
      });
    const la = marked({ complete: CLAUDE, machine_id: "la", types: ["user_message"] }, of("la", prompt(2)));
    const lb = marked({ complete: CLAUDE, machine_id: "lb" }, of("lb", prompt(2)), used("lb", 50));
    for (const input of [la + lb, lb + la]) {
      const options = empty();
      const gone = prompt(9, { session_id: "gone" });
      const before = ["la", "lb"].flatMap((machine) => [of(machine, prompt(1)), used(machine, 40), of(machine, gone)]);
      await importText(options, ndjson(...before), { delivery: by(1) });
      const { tally, kept } = await importText(options, input, { replace });
      expect([tally.conflicts, [...kept]]).toEqual([0, [["agent_usage", 1]]]);
      const held = (await stored(options)).map((event) => JSON.stringify(event)).sort();
      const right = [used("la", 40), used("lb", 50), ...["la", "lb"].flatMap((m) => [of(m, prompt(2)), of(m, gone)])];
      expect(held).toEqual(right.map((event) => JSON.stringify(event)).sort());
      // Of the one that has everything the rest is beyond correction; of the other it may come yet.
      expect(await counts(options)).toEqual({ older: 2, unknown: 0, beyond: 1 });
    }
  });

  it("takes a session that several parts of one machine hold as all of them together have it", async () => {
    const options = empty();
    const before = [prompt(1), toolUse(3), ...bySubAgent("a1", toolUse(7)), ...bySubAgent("a2", toolUse(8))];
    await importText(options, ndjson(...before), { delivery: by(1) });
    const [sent, used, by1, by2] = [prompt(2), toolUse(5), bySubAgent("a1", prompt(9)), bySubAgent("a2", toolUse(10))];
    const prompts = marked({ complete: { "claude-code": 1 }, types: ["user_message"] }, sent, ...by1);
    const uses = marked({ complete: { "claude-code": 2 }, types: ["agent_tool_use"] }, used, ...by2);
    const { kept, left } = await importText(options, prompts + uses, { replace });
    expect([kept.size, left.events]).toEqual([0, 0]);
    expect(await stored(options)).toEqual([sent, used, ...by1, ...by2]);
    expect(await counts(options)).toEqual({ older: 1, unknown: 0, beyond: 0 });
  });

  it("is undone as a whole when it fails at its last statement", async () => {
    const options = empty();
    await importText(options, ndjson(prompt(1), prompt(2)), { delivery: by(1) });
    const store = await openStoreToWrite(options);
    await sql`alter table event_corrections rename to elsewhere`.execute(await store.database());
    await store.close();
    await expect(importText(options, whole(CLAUDE, prompt(3)), { replace })).rejects.toThrow();
    const broken = await openStoreToWrite(options);
    await sql`alter table elsewhere rename to event_corrections`.execute(await broken.database());
    await broken.close();
    expect(await stored(options)).toEqual([prompt(1), prompt(2)]);
    expect(await counts(options)).toEqual({ older: 1, unknown: 0, beyond: 0 });
  });

  it("remembers by which rules each session was read: the oldest, or none that is known", async () => {
    const options = empty();
    const inSession = (session: string, n: number) => prompt(n, { session_id: session });
    await importText(options, ndjson(inSession("old", 1), inSession("mixed", 2)), { delivery: by(1) });
    await importText(options, ndjson(inSession("new", 3), inSession("mixed", 4), inSession("piped", 5)), {
      delivery: by(2),
    });
    await importText(options, ndjson(inSession("piped", 6), inSession("new", 3)));
    expect(await counts(options)).toEqual({ older: 2, unknown: 1, beyond: 0 });
    expect(await counts(options, { "claude-code": 1 })).toEqual({ older: 0, unknown: 1, beyond: 0 });
    // An older version beside a newer one.
    await importText(options, ndjson(inSession("new", 7)), { delivery: by(1) });
    expect(await counts(options)).toEqual({ older: 3, unknown: 1, beyond: 0 });
  });

  it("tells which sessions can no longer be corrected, once everything else is", async () => {
    const options = empty();
    const inSession = (session: string, n: number) => prompt(n, { session_id: session });
    await importText(options, ndjson(inSession("gone", 1), inSession("there", 2)), { delivery: by(1) });
    await importText(options, ndjson(inSession("piped", 3)));
    await importText(options, whole(CLAUDE, inSession("there", 2), inSession("fresh", 4)), { replace });
    expect(await counts(options)).toEqual({ older: 0, unknown: 0, beyond: 2 });
    await importText(options, ndjson(inSession("later", 5)));
    expect(await counts(options)).toEqual({ older: 0, unknown: 1, beyond: 2 });
    // The next rules might correct them all.
    expect(await counts(options, { "claude-code": 3 })).toEqual({ older: 3, unknown: 2, beyond: 0 });
  });

  it("equals, for any store and any input, a fresh import beside the threads of which nothing is in the input", async () => {
    await fc.assert(
      fc.asyncProperty(someEvents, someEvents, fc.nat({ max: 9 }), async (before, input, size) => {
        const how = { batchSize: size + 1, chunk: 100 * (size + 1) };
        const [options, fresh] = [empty(), empty()];
        await importText(options, ndjson(...before));
        const held = (await stored(options)) as unknown as readonly Fields[];
        const { left } = await importText(options, whole({ "claude-code": 2, codex: 2 }, ...input), {
          ...how,
          replace,
        });
        const inInput = {
          sessions: new Set(input.map(sessionOf)),
          // The log of a session may tell what its sub-agents took.
          threads: new Set(
            input.filter((event) => event["type"] !== "agent_usage" || event["agent_id"] === undefined).map(threadOf),
          ),
          ids: new Set(input.map(({ id }) => id)),
        };
        const ofOthers = held.filter((event) => !inInput.sessions.has(sessionOf(event)));
        const ofGone = held.filter(
          (event) =>
            inInput.sessions.has(sessionOf(event)) &&
            !inInput.threads.has(threadOf(event)) &&
            !inInput.ids.has(event["id"]),
        );
        await importText(fresh, ndjson(...ofOthers, ...ofGone, ...input));
        expect(await stored(options)).toEqual(await stored(fresh));
        expect(left).toEqual({ sessions: new Set(ofGone.map(sessionOf)).size, events: ofGone.length });
      }),
      { numRuns: locationOf(empty()).engine === "sqlite" ? times(12) : 5 },
    );
  });
}

function sessionOf({ session_id: session, agent, machine_id: machine }: Fields): string {
  return JSON.stringify([session, agent, machine]);
}

/** What a session itself did, or one of its sub-agents. */
function threadOf(event: Fields): string {
  return JSON.stringify([sessionOf(event), event["agent_id"]]);
}

const someEvents: fc.Arbitrary<readonly Fields[]> = fc.array(
  fc
    .record({
      n: fc.nat(12),
      make: fc.constantFrom(prompt, toolUse, usage),
      session_id: fc.constantFrom("s1", "s2", "s3"),
      agent: fc.constantFrom("claude-code", "codex"),
      agent_id: fc.constantFrom(undefined, undefined, "a1", "a2"),
      foreign: fc.boolean(),
      extra: fc.nat(2),
    })
    .map(({ n, make, session_id, agent, agent_id, foreign, extra }) => {
      const thread = { session_id, agent, ...(agent_id === undefined ? {} : { agent_id }) };
      const event = make(n, { ...thread, ...(extra === 0 ? {} : { extra }) });
      return foreign ? { ...event, id: `foreign-${n % 4}` } : event;
    }),
  { maxLength: 25 },
);
