/** What holds for every agent whose logs are JSON documents that it writes anew: whatever becomes of them, each event comes once. */
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { TrackedEvent } from "../../../src/events/event.ts";
import type { SourceFactory } from "../../../src/logs/agent-source.ts";
import type { Source } from "../../../src/logs/source.ts";
import { copyOf } from "./tree.ts";
import { fixturesOf } from "../homes/fixtures.ts";
import { inProcess } from "../program/in-process.ts";

export interface DocumentLaws {
  readonly make: SourceFactory;
  /** What a decoder that shares no code with the source gives for a directory of the agent, with evidence. */
  readonly reference: (directory: string) => readonly object[];
  /** The same of usage, limits and errors. */
  readonly usage?: (directory: string) => readonly object[];
}

type Line = { readonly id: string };

export function documentLaws({ make, reference, usage = () => [] }: DocumentLaws): void {
  const source = make({ tickMs: 0 });
  const fixtures = fixturesOf(source.agent)
    .flatMap(({ name, home }) => {
      const roots = source.roots({ home, vars: {}, platform: "linux" });
      return roots.filter(({ path }) => existsSync(path)).map(({ path: root }) => ({ name, root }));
    })
    .filter(({ root }) => source.discover([{ path: root, named: true }]).logs.some((log) => isDocument(source, log)));

  describe(`the documents of ${source.agent}`, () => {
    it.each(fixtures)("of the fixture $name grow, are cut and edited, and are half written", async ({ root }) => {
      const directory = copyOf(root);
      const exporter = inProcess(source, [directory], "all");
      const got = new Map<string, string>();
      const wanted = new Map<string, Set<string>>();
      const step = async () => {
        for (const event of [...reference(directory), ...usage(directory)]) {
          const { id } = event as Line;
          wanted.set(id, (wanted.get(id) ?? new Set()).add(JSON.stringify(event)));
        }
        for (const line of await exporter.run()) {
          // Two logs may tell of one event, in lines that differ (a fork's copies); one tells it once.
          expect(got.has(line)).toBe(false);
          got.set(line, (JSON.parse(line) as Line).id);
        }
      };
      const { logs } = source.discover([{ path: directory, named: true }]);
      const texts = logs.map(({ path }) => readFileSync(path, "utf8"));
      for (const [at, { path }] of logs.entries()) rewrite(path, growth(texts[at] ?? "")[0] ?? "{}");
      for (const [at, log] of logs.entries()) {
        const whole = texts[at] ?? "";
        const lists = growth(whole);
        for (const text of [...lists, whole]) {
          writeFileSync(log.path, text.slice(0, text.length / 2));
          expect(await exporter.run()).toEqual([]);
          rewrite(log.path, text);
          await step();
        }
        // The person goes back, and on from there.
        rewrite(log.path, lists.at(-3) ?? whole);
        await step();
        rewrite(log.path, whole);
        await step();
      }
      expect(new Set(got.values())).toEqual(new Set(wanted.keys()));
      for (const [line, id] of got) expect(wanted.get(id), id).toContain(line);
      const { manifest } = exporter;
      expect(await exporter.run()).toEqual([]);
      expect(exporter.manifest).toBe(manifest);
    });

    it("hold any values anywhere", async () => {
      for (const { root } of fixtures)
        for (const value of [null, 1e300, [[]], {}, "tool"]) {
          const directory = copyOf(root);
          for (const { path } of source.discover([{ path: directory, named: true }]).logs)
            writeFileSync(path, JSON.stringify(spoilt(JSON.parse(readFileSync(path, "utf8")), value)));
          const exporter = inProcess(source, [directory], "all");
          for (const line of await exporter.run()) TrackedEvent.parse(JSON.parse(line));
          expect(await exporter.run()).toEqual([]);
        }
    });
  });
}

function isDocument(source: Source, log: Parameters<NonNullable<Source["isDatabase"]>>[0]): boolean {
  return source.isDatabase?.(log) !== true;
}

/** As agents do it: another file takes the place of the one that was there. */
export function rewrite(path: string, text: string): void {
  writeFileSync(`${path}.next`, text);
  renameSync(`${path}.next`, path);
}

/** The versions of a document that came before it: its messages, one more in each. */
function growth(text: string): readonly string[] {
  const document = JSON.parse(text) as unknown[] | { readonly messages?: unknown };
  const list: unknown = Array.isArray(document) ? document : document.messages;
  if (!Array.isArray(list)) return [];
  return list.map((_, length) =>
    JSON.stringify(Array.isArray(document) ? list.slice(0, length) : { ...document, messages: list.slice(0, length) }),
  );
}

/** A value of JSON with another value in one place of each of its objects, another place in each. */
function spoilt(value: unknown, other: unknown, turn = { at: 0 }): unknown {
  if (Array.isArray(value)) return value.map((item) => spoilt(item, other, turn));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value);
  const place = turn.at++ % (entries.length + 1);
  return Object.fromEntries(entries.map(([key, item], at) => [key, at === place ? other : spoilt(item, other, turn)]));
}
