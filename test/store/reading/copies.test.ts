/** A log that lies on several machines counts once, for the machine that had it first. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { activitiesIn, eventsIn } from "../../../src/commands/stored/events.ts";
import type { StoredEvent } from "../../../src/events/stored-event.ts";
import { DIMENSIONS, type Dimension } from "../../../src/hours/projects/dimension.ts";
import type { ReportRequest } from "../../../src/hours/report/figures.ts";
import { report, reportOf } from "../../../src/hours/report/report.ts";
import type { Span } from "../../../src/hours/slice.ts";
import { correctable } from "../../../src/store/import/correctable.ts";
import { openStore } from "../../../src/store/open.ts";
import { copiedSessions } from "../../../src/store/reading/copied-sessions.ts";
import { daysOfWork } from "../../support/random/days-of-work.ts";
import { ndjson, prompt, toolUse, whole } from "../../support/store/events.ts";
import { importText, stored } from "../../support/store/import.ts";
import { tempDir } from "../../support/program/temp.ts";
import { at, RULES } from "../../support/store/week.ts";
import { times } from "../../support/shares.ts";

const EVER = { start: at("2026-01-01T00:00:00Z"), end: at("2026-12-31T00:00:00Z") };
const RUNS = { numRuns: times(3), endOnFailure: true };

/** What the store asks of an event. */
const MUST = { length: 1, has_image: false, tool: "Read", tool_kind: "file_read", action: "ended" };

/** A history as a machine gives it. */
function on(machine: string | undefined, events: readonly StoredEvent[]): readonly StoredEvent[] {
  return events.map(({ id, ...event }) => ({
    ...MUST,
    ...event,
    ...(machine === undefined ? { id } : { id: `${machine}:${id}`, machine_id: machine }),
  }));
}

function requestOf(window: Span, by: readonly Dimension[]): ReportRequest {
  return { rules: RULES, map: { projects: [] }, zone: "Europe/Berlin", window, by, rounding: undefined, band: true };
}

/** The report of a store, by both ways of reading it, which must agree. */
async function reportIn(dataDir: string, window: Span, by: readonly Dimension[]) {
  const read = { store: { db: undefined, dataDir, isNamed: false }, persons: undefined, strict: false };
  const request = requestOf(window, by);
  const activities = await activitiesIn(read, window, RULES);
  const events = await eventsIn(read, window);
  const told = activities === undefined ? undefined : reportOf(activities, request);
  expect(told).toEqual(events === undefined ? undefined : report(events.events, request));
  return told;
}

const windows = fc
  .tuple(fc.nat(40), fc.integer({ min: 1, max: 60 }), fc.boolean())
  .map(([from, hours, isEver]): Span => {
    const start = at("2026-03-28T06:00:00Z") + from * 3600;
    return isEver ? EVER : { start, end: start + hours * 3600 };
  });

it("doubling a part of a history under another machine leaves every report as it is", async () => {
  await fc.assert(
    fc.asyncProperty(
      daysOfWork,
      fc.infiniteStream(fc.boolean()),
      fc.subarray([...DIMENSIONS], { minLength: 1 }),
      fc.constantFrom(undefined, "desk"),
      windows,
      async (events, isDoubled, by, machine, window) => {
        const dataDir = tempDir();
        await importText({ db: undefined, dataDir }, ndjson(...on(machine, events)));
        const before = await reportIn(dataDir, window, by);
        await importText(
          { db: undefined, dataDir },
          ndjson(
            ...on(
              "lap",
              events.filter(() => isDoubled.next().value),
            ),
          ),
        );
        expect(await reportIn(dataDir, window, by)).toEqual(before);
      },
    ),
    RUNS,
  );
});

it("the hours are those of one machine, whichever of them brought which part first", async () => {
  const others = DIMENSIONS.filter((name) => name !== "machine" && name !== "person");
  await fc.assert(
    fc.asyncProperty(
      daysOfWork,
      fc.infiniteStream(fc.nat(2)),
      fc.subarray(others, { minLength: 1 }),
      windows,
      async (events, whose, by, window) => {
        const [whole, parts] = [tempDir(), tempDir()];
        await importText({ db: undefined, dataDir: whole }, ndjson(...on("a", events)));
        // Each machine brings what it has when it is asked; in the end all of them have everything.
        const asked = events.map((event) => ({ event, by: whose.next().value ?? 0 }));
        const first = ["a", "b", undefined].flatMap((machine, nth) =>
          on(
            machine,
            asked.filter(({ by: which }) => which === nth).map(({ event }) => event),
          ),
        );
        const all = ["b", undefined, "a"].flatMap((machine) => on(machine, events));
        for (const lines of [first, all]) await importText({ db: undefined, dataDir: parts }, ndjson(...lines));
        const [told, wanted] = [await reportIn(parts, window, by), await reportIn(whole, window, by)];
        // Sessions that different machines had first are of different machines.
        const left = { ...told?.leftOut, machinesOfNobody: wanted?.leftOut.machinesOfNobody };
        const anywhere = (report = told) => report?.rows.map((row) => ({ ...row, machines: [] }));
        expect(told && { ...told, rows: anywhere(), leftOut: left }).toEqual(
          wanted && { ...wanted, rows: anywhere(wanted) },
        );
      },
    ),
    RUNS,
  );
});

describe("a store of several machines", () => {
  const given = (machine: string, ...events: readonly object[]) =>
    events.map((event) => {
      const { id } = event as StoredEvent;
      return { ...event, id: `${machine}:${id}`, machine_id: machine };
    });

  it("keeps everything that was imported", async () => {
    const options = { db: undefined, dataDir: tempDir() };
    const events = [...given("a", prompt(1)), ...given("b", prompt(1))];
    await importText(options, ndjson(...events));
    expect((await stored(options)).map(({ id }) => id)).toEqual(events.map(({ id }) => id));
  });

  it("keeps sessions apart that have a number in common and no event", async () => {
    const options = { db: undefined, dataDir: tempDir() };
    await importText(options, ndjson(...given("a", prompt(1)), ...given("b", prompt(2))));
    const told = await reportIn(options.dataDir, EVER, ["machine"]);
    expect(told?.rows.length).toBe(2);
    const store = await openStore(options);
    if (store === undefined) throw new Error("it is there");
    expect(await copiedSessions(store)).toEqual([]);
    await store.close();
  });

  it("tells which sessions lie on more than one, the first machine in front", async () => {
    const options = { db: undefined, dataDir: tempDir() };
    await importText(options, ndjson(...given("b", prompt(1)), ...given("a", prompt(1), toolUse(2)), prompt(1)));
    const store = await openStore(options);
    if (store === undefined) throw new Error("it is there");
    expect(await copiedSessions(store)).toEqual([
      { agent: "claude-code", session_id: "s1", machines: ["b", "a", undefined] },
    ]);
    await store.close();
  });

  const OLD = { delivery: { name: undefined, after: [], rules: { "claude-code": 1 } } };
  const CLAUDE = { "claude-code": 2 };
  const replace = true;
  /** As older rules read it: nobody wrote it. */
  const wrong = (n: number) => prompt(n, { automated: true });
  const right = (n: number) => prompt(n);

  /** What counts, by its minute: which machine's copy, and whether somebody wrote it. */
  async function counting(dataDir: string) {
    const read = { store: { db: undefined, dataDir, isNamed: false }, persons: undefined, strict: false };
    const events = (await eventsIn(read, EVER))?.events ?? [];
    expect([...((await activitiesIn(read, EVER, RULES))?.all() ?? [])].length).toBe(events.length);
    return events.map((event) => {
      const { id, timestamp, automated } = event as StoredEvent & { readonly automated?: boolean };
      return [id.slice(0, id.indexOf("remote.")), timestamp.slice(14, 16), automated === true ? "wrong" : "right"].join(
        "",
      );
    });
  }

  async function toCorrect(dataDir: string) {
    const store = await openStore({ db: undefined, dataDir });
    if (store === undefined) throw new Error("it is there");
    const counts = await correctable(store, CLAUDE);
    await store.close();
    return counts;
  }

  it("counts the first machine's copy, also when a correction stores it anew", async () => {
    const options = { db: undefined, dataDir: tempDir() };
    await importText(options, ndjson(...given("a", right(1), right(2)), ...given("b", wrong(1), wrong(2))));
    expect(await counting(options.dataDir)).toEqual(["a:01right", "a:02right"]);
    await importText(options, whole(CLAUDE, ...given("a", right(1), right(2))), { replace });
    expect(await counting(options.dataDir)).toEqual(["a:01right", "a:02right"]);
    // What the other machine's copy says matters no more.
    expect(await toCorrect(options.dataDir)).toEqual({ older: 0, unknown: 0, beyond: 0 });
  });

  it("counts the first machine's copy of what another one brought before it", async () => {
    const options = { db: undefined, dataDir: tempDir() };
    await importText(options, ndjson(...given("a", right(1)), ...given("b", wrong(1), wrong(2))));
    expect(await counting(options.dataDir)).toEqual(["a:01right", "b:02wrong"]);
    await importText(options, ndjson(...given("a", right(2))));
    expect(await counting(options.dataDir)).toEqual(["a:01right", "a:02right"]);
  });

  it.each(["a", "b", "c"])("is corrected by the correction of one machine, whichever: %s", async (machine) => {
    const options = { db: undefined, dataDir: tempDir() };
    for (const each of ["a", "b", "c"])
      await importText(options, ndjson(...given(each, wrong(1), wrong(2))), each === "b" ? OLD : {});
    expect(await toCorrect(options.dataDir)).toMatchObject({ older: 1 });
    await importText(options, whole(CLAUDE, ...given(machine, right(1), right(2))), { replace });
    expect(await counting(options.dataDir)).toEqual([`${machine}:01right`, `${machine}:02right`]);
    expect(await toCorrect(options.dataDir)).toEqual({ older: 0, unknown: 0, beyond: 0 });
    const told = await reportIn(options.dataDir, EVER, ["machine"]);
    expect(told?.rows.map(({ names }) => names)).toEqual([["a"]]);
  });

  it("counts what only a copy of older rules has, and tells that it can be corrected", async () => {
    const options = { db: undefined, dataDir: tempDir() };
    await importText(options, ndjson(...given("a", wrong(1), wrong(2), wrong(3))), OLD);
    await importText(options, whole(CLAUDE, ...given("b", right(1), right(2))), { replace });
    expect(await counting(options.dataDir)).toEqual(["b:01right", "b:02right", "a:03wrong"]);
    expect(await toCorrect(options.dataDir)).toEqual({ older: 1, unknown: 0, beyond: 0 });
  });

  it("counts the first machine's copy again once both are of the same rules", async () => {
    const options = { db: undefined, dataDir: tempDir() };
    await importText(options, ndjson(...given("a", wrong(1)), ...given("b", wrong(1))), OLD);
    for (const machine of ["b", "a"])
      await importText(options, whole(CLAUDE, ...given(machine, right(1))), { replace });
    expect(await counting(options.dataDir)).toEqual(["a:01right"]);
  });

  it("is corrected under the name that a machine got later on", async () => {
    const options = { db: undefined, dataDir: tempDir() };
    await importText(options, ndjson(wrong(1), wrong(2)), OLD);
    await importText(options, whole(CLAUDE, ...given("lap", right(1), right(2))), { replace });
    expect(await counting(options.dataDir)).toEqual(["lap:01right", "lap:02right"]);
    expect(await toCorrect(options.dataDir)).toEqual({ older: 0, unknown: 0, beyond: 0 });
    // It keeps the place that it had.
    const told = await reportIn(options.dataDir, EVER, ["machine"]);
    expect(told?.rows.map(({ names }) => names)).toEqual([["(no machine)"]]);
  });

  it("takes sessions of one id without a common event for two, whatever their rules", async () => {
    const options = { db: undefined, dataDir: tempDir() };
    await importText(options, ndjson(...given("a", wrong(1))), OLD);
    await importText(options, whole(CLAUDE, ...given("b", right(2))), { replace });
    expect(await counting(options.dataDir)).toEqual(["a:01wrong", "b:02right"]);
    expect(await toCorrect(options.dataDir)).toEqual({ older: 1, unknown: 0, beyond: 0 });
  });

  it("counts a copy in a fork for the session that was stored first, whatever their rules", async () => {
    const options = { db: undefined, dataDir: tempDir() };
    const fork = (n: number) => prompt(n, { session_id: "fork" });
    await importText(options, ndjson(...given("a", wrong(1)), ...given("d", wrong(1))), OLD);
    for (const machine of ["b", "c"])
      await importText(options, whole(CLAUDE, ...given(machine, fork(1), fork(2), fork(3))), { replace });
    await importText(options, ndjson(...given("d", wrong(2))), OLD);
    expect(await counting(options.dataDir)).toEqual(["a:01wrong", "d:02wrong", "b:03right"]);
    await importText(options, whole(CLAUDE, ...given("a", right(1))), { replace });
    expect(await counting(options.dataDir)).toEqual(["a:01right", "d:02wrong", "b:03right"]);
  });

  it("belongs to the first machine, though that shares an event with the last alone", async () => {
    const options = { db: undefined, dataDir: tempDir() };
    await importText(
      options,
      ndjson(...given("a", right(1)), ...given("b", right(2)), ...given("c", right(1), right(2))),
    );
    const told = await reportIn(options.dataDir, EVER, ["machine"]);
    expect(told?.rows.map(({ names }) => names)).toEqual([["a"]]);
  });

  it("counts of any parts, by any rules, in any order, the copy of the newest rules, then of the first machine", async () => {
    const part = fc.record({
      // All have the first event, and are therefore parts of one session.
      minutes: fc.subarray([2, 3, 4]).map((minutes) => [1, ...minutes]),
      rules: fc.constantFrom(undefined, 1, 2),
      machine: fc.constantFrom(undefined, "a", "b", "c"),
    });
    const parts = fc.uniqueArray(part, { minLength: 2, maxLength: 4, selector: ({ machine }) => machine });
    await fc.assert(
      fc.asyncProperty(parts, async (brought) => {
        const options = { db: undefined, dataDir: tempDir() };
        for (const { minutes, rules, machine } of brought) {
          const known = rules === undefined ? {} : { "claude-code": rules };
          const events = minutes.map((n) => right(n));
          await importText(options, ndjson(...(machine === undefined ? events : given(machine, ...events))), {
            delivery: { name: undefined, after: [], rules: known },
          });
        }
        const best = brought.toSorted(({ rules: one = 0 }, { rules: other = 0 }) => other - one);
        const wanted = [1, 2, 3, 4].flatMap((minute) => best.find(({ minutes }) => minutes.includes(minute)) ?? []);
        const told = await counting(options.dataDir);
        expect(told.map((each) => each.replace(/:?\d.*$/, ""))).toEqual(wanted.map(({ machine = "" }) => machine));
        // Of what is there by newer rules nothing needs to be corrected.
        const isNewest = (minute: number, least = 0) =>
          !brought.some(({ minutes, rules = 0 }) => rules > least && minutes.includes(minute));
        const ask = brought.filter(
          ({ minutes, rules }) => rules !== 2 && minutes.some((minute) => isNewest(minute, rules)),
        );
        const { older, unknown } = await toCorrect(options.dataDir);
        expect(older + unknown).toBe(ask.length);
      }),
      { numRuns: times(20) },
    );
  });

  it("counts a copy once that lies in a session of another name, as forks have it", async () => {
    const options = { db: undefined, dataDir: tempDir() };
    const fork = (n: number) => prompt(n, { session_id: "fork" });
    await importText(options, ndjson(...given("a", prompt(1), toolUse(2)), ...given("b", fork(1), fork(3))));
    const read = { store: { ...options, isNamed: false }, persons: undefined, strict: false };
    expect((await eventsIn(read, EVER))?.events.map(({ id }) => id)).toEqual([
      `a:${String(prompt(1)["id"])}`,
      `a:${String(toolUse(2)["id"])}`,
      `b:${String(prompt(3)["id"])}`,
    ]);
  });
});
