/** What holds for every agent whose logs are lines. */
import { readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import type { Observation } from "../../../src/events/observation.ts";
import type { Json } from "../../../src/lib/json/json.ts";
import type { LineDecoder, LineFormat } from "../../../src/logs/lines/format.ts";
import type { Log, Source } from "../../../src/logs/source.ts";
import { deepFreeze } from "./frozen.ts";
import { hostileLogs } from "./hostile.ts";
import { copyOf, eventsOf, grown, linesBelow, put, someCuts, type Event } from "./tree.ts";
import { asSet, isEvidence, isUsage } from "../reference/wire.ts";
import { playsAll } from "../shares.ts";
import { tempDir } from "../program/temp.ts";

export interface LineContract {
  readonly format: LineFormat;
  /** Where a copy of a log lies, as a person or the agent may make it under another name. */
  readonly copy: (path: string) => string;
  /** Whether the agent writes records again in the same log, so that their events come twice. */
  readonly repeats?: true;
  /** Real logs, where they are at hand, and where one of them would lie. */
  readonly real?: { readonly directory: string | undefined; readonly path: string };
}

export interface Fixture {
  readonly name: string;
  readonly root: string;
}

interface Subject {
  readonly source: Source;
  readonly fixtures: readonly Fixture[];
  readonly reference: (directory: string) => readonly object[];
  /** The same of usage, where a reference decoder tells it. */
  readonly usage: ((directory: string) => readonly object[]) | undefined;
}

export function lineLaws(
  { source, fixtures, reference, usage }: Subject,
  { format, copy, repeats, real }: LineContract,
): void {
  const logs = fixtures.flatMap(({ root }) =>
    source
      .discover([{ path: root, named: true }])
      .logs.filter((log) => /\.(?:jsonl|log)$/.test(log.path))
      .map((log) => ({ root, log, path: relative(root, log.path), bytes: readFileSync(log.path) })),
  );

  it("gives the events of one read, however a log grows", async () => {
    for (const { path, bytes } of logs) {
      const once = await grown(source, { path, bytes, lengths: [] }, "all");
      expect(await grown(source, { path, bytes, lengths: cutsOf(bytes) }, "all"), path).toEqual(once);
    }
  });

  it("tells the start of a session once in a log, and names no event twice", async () => {
    for (const { path, bytes } of logs) {
      const events = (await grown(source, { path, bytes, lengths: [] })).map((line) => JSON.parse(line) as Event);
      if (repeats !== true) expect(new Set(events.map(({ id }) => id)).size, path).toBe(events.length);
      expect(startsIn(events), path).toEqual([...new Set(startsIn(events))]);
      // Two sessions that take turns in a log.
      const [session = "nobody"] = new Set(events.map((event) => event.session_id));
      const both = alternated(
        bytes,
        session,
        session.replace(/.$/, (last) => (last === "0" ? "1" : "0")),
      );
      const starts = startsIn(
        (await grown(source, { path, bytes: both, lengths: [] })).map((line) => JSON.parse(line) as Event),
      );
      expect(starts, path).toEqual([...new Set(starts)]);
    }
  });

  it("gives of a copy of a log, beside it, no other events", async () => {
    for (const { root, path, bytes } of logs) {
      const directory = copyOf(root);
      const alone = await eventsOf(source, directory, "all");
      const [ids, sessions] = [new Set(alone.map(({ id }) => id)), new Set(alone.map((event) => event.session_id))];
      expect(copy(path), "a copy has a name of its own").not.toBe(path);
      put(join(directory, copy(path)), bytes);
      const more = (await eventsOf(source, directory, "all")).filter(({ id }) => !ids.has(id));
      // A session that is named after its log is another one in a copy, and has a start of its own.
      const isNew = (event: Event) => event.type !== "agent_session" || sessions.has(event.session_id);
      expect(more.filter(isNew), path).toEqual([]);
    }
  });

  it("changes no state that was handed out, and goes on from any", () => {
    for (const { log, path, bytes } of logs) {
      const whole = new Reading(format, log);
      for (const [at, line] of linesIn(bytes).entries()) {
        // What was frozen throws when somebody changes it.
        const state = deepFreeze(whole.state());
        const resumed = new Reading(format, log, state);
        expect(resumed.line(line, at), path).toEqual(whole.line(line, at));
      }
    }
  });

  it("gives of records with hostile values what the reference decoder gives", async () => {
    const seen = new Set<string>();
    for (const { root, path, bytes } of logs) {
      const directory = copyOf(root);
      for (const { name, text } of hostileLogs(bytes.toString("utf8"), seen)) {
        writeFileSync(join(directory, path), text);
        if (usage === undefined) {
          expect(await eventsOf(source, directory), `${path}: ${name}`).toEqual(reference(directory));
          continue;
        }
        const all = (await eventsOf(source, directory, "all")).map((event) => JSON.stringify(event));
        const core = all
          .filter((line) => !isUsage(line) && !isEvidence(line))
          .map((line) => JSON.parse(line) as unknown);
        expect(core, `${path}: ${name}`).toEqual(reference(directory));
        const wanted = usage(directory).map((event) => JSON.stringify(event));
        expect(asSet(all.filter(isUsage)), `${path}: ${name}`).toEqual(asSet(wanted));
      }
    }
  });

  describe.skipIf(real?.directory === undefined)("real logs", () => {
    it("give what the reference decoder gives, whole and at random bytes", async () => {
      const { directory = "", path = "" } = real ?? {};
      for (const name of linesBelow(directory)) {
        const bytes = readFileSync(join(directory, name));
        const place = tempDir();
        put(join(place, path), bytes);
        const once = await grown(source, { path, bytes, lengths: [] });
        expect(
          once.map((line) => JSON.parse(line) as unknown),
          name,
        ).toEqual(reference(place));
        expect(await grown(source, { path, bytes, lengths: someCuts(bytes.length, 12) }), name).toEqual(once);
        const all = (await grown(source, { path, bytes, lengths: [] }, "all")).filter(isUsage);
        const wanted = usage?.(place).map((event) => JSON.stringify(event)) ?? asSet(all);
        expect(asSet(all), name).toEqual(asSet(wanted));
      }
    });
  });
}

/** Cuts by chance, and those about the ends of lines: before and behind each of them, or by turns. */
function cutsOf(bytes: Buffer): readonly number[] {
  const cuts = new Set(someCuts(bytes.length, playsAll ? 25 : 8));
  let isBehind = false;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) {
    if (playsAll || !isBehind) cuts.add(at);
    if (playsAll || isBehind) cuts.add(at + 1);
    isBehind = !isBehind;
  }
  return [...cuts].filter((cut) => cut <= bytes.length).sort((a, b) => a - b);
}

function startsIn(events: readonly Event[]): readonly string[] {
  const starts = events.filter(({ type, action }) => type === "agent_session" && action === "started");
  return starts.map((event) => event.session_id);
}

/** Each line of a log, and again with another session. */
function alternated(bytes: Buffer, session: string, other: string): Buffer {
  const lines = bytes.toString("latin1").split("\n");
  return Buffer.from(lines.flatMap((line) => [line, line.replaceAll(session, other)]).join("\n"), "latin1");
}

function linesIn(bytes: Buffer): readonly Buffer[] {
  const lines: Buffer[] = [];
  for (let from = 0, to = bytes.indexOf(10); to >= 0; from = to + 1, to = bytes.indexOf(10, from))
    lines.push(bytes.subarray(from, to));
  return lines;
}

/** A decoder, and what it finds in a line. */
class Reading {
  readonly #decoder: LineDecoder;

  constructor(format: LineFormat, log: Log, state?: Json) {
    const decoder = format.decoder(log, state, { evidence: true, usage: true });
    if (decoder === undefined) throw new Error("a decoder does not know a state that was handed out");
    this.#decoder = decoder;
  }

  state(): Json {
    return this.#decoder.state();
  }

  line(bytes: Buffer, offset: number): readonly unknown[] {
    const observations: Observation[] = [];
    const other: unknown[] = [];
    this.#decoder.line(bytes, offset, {
      observations,
      malformed: (at) => void other.push(["malformed", at]),
      skipped: (reason) => void other.push(["skipped", reason]),
      unknown: (field, value) => void other.push(["unknown", field, value]),
    });
    return [...observations, ...other];
  }
}
