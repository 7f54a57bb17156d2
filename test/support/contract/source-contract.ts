/** What holds for every agent: what its fixtures expect, and laws that no agent may break. */
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { sourceFactories } from "../../../src/agents/index.ts";
import { TrackedEvent } from "../../../src/events/event.ts";
import type { SourceFactory } from "../../../src/logs/agent-source.ts";
import type { Source } from "../../../src/logs/source.ts";
import { DISGUISES, disguised } from "./disguise.ts";
import { withFrozenCursors } from "./frozen.ts";
import { lineLaws, type LineContract } from "./line-laws.ts";
import { directoryIn, prepare, textAt } from "./prepared.ts";
import { copyOf, eventsOf, filesBelow } from "./tree.ts";
import { fixturesOf } from "../homes/fixtures.ts";
import { inProcess } from "../program/in-process.ts";
import { asSet, isEvidence, isUsage } from "../reference/wire.ts";
import { tempDir } from "../program/temp.ts";

export interface SourceContract {
  /** The factory in the agent's folder: what is tested is what ships. */
  readonly make: SourceFactory;
  /** What a decoder that shares no code with the source gives for a directory of the agent. */
  readonly reference: (directory: string, evidence?: boolean) => readonly object[];
  /** What it gives of usage, limits and errors, which are asked for apart; in any order. */
  readonly usage?: (directory: string) => readonly object[];
  /** Fixtures of which the reference decoder can say nothing, so that their golden events alone count. */
  readonly goldenAlone?: readonly string[];
  /** Whether the reference decoder gives the events in another order. */
  readonly isUnordered?: true;
  /** Of agents whose logs are lines. */
  readonly lines?: LineContract;
}

export function sourceContract(contract: SourceContract): void {
  const { make, reference, usage, goldenAlone = [], isUnordered, lines } = contract;
  // No log is edited within a tick of its file's clock here.
  const source = withFrozenCursors(make({ tickMs: 0 }));
  const fixtures = fixturesOf(source.agent).map((fixture) => ({ ...fixture, root: directoryIn(fixture.home, source) }));

  describe(`the source ${source.agent}`, () => {
    it("is the one that ships", () => {
      expect(sourceFactories[source.agent]).toBe(make);
      expect(existsSync(join(import.meta.dirname, "../../../src/agents", source.agent, "README.md"))).toBe(true);
      expect(fixtures.length).toBeGreaterThan(0);
    });

    it.each(fixtures)("gives of the fixture $name its golden bytes", async ({ root, expected, expectedEvidence }) => {
      const directory = diskOf(root);
      const printed = await inProcess(source, [directory]).run();
      expect(textAt(directory, printed)).toBe(expected);
      const evidence = await inProcess(source, [directory], source.facts.textLogs === true ? "all" : "evidence").run();
      if (expectedEvidence !== undefined) expect(textAt(directory, evidence)).toBe(expectedEvidence);
      for (const line of evidence) expect(() => TrackedEvent.parse(JSON.parse(line))).not.toThrow();
      // What is asked for changes nothing of the rest.
      expect(evidence.filter((line) => !isEvidence(line))).toEqual(printed);
    });

    const compared = fixtures.filter(({ name }) => !goldenAlone.includes(name));
    it.each(compared)("gives of the fixture $name what the reference decoder gives", async ({ root }) => {
      const directory = diskOf(root);
      const ordered = (events: readonly object[]) =>
        isUnordered === true ? asSet(events.map((event) => JSON.stringify(event))) : events;
      expect(ordered(await eventsOf(source, directory))).toEqual(ordered(reference(directory)));
      if (source.facts.evidence.length === 0) return;
      expect(ordered(await eventsOf(source, directory, "evidence"))).toEqual(ordered(reference(directory, true)));
    });

    it.each(fixtures)(
      "tells usage of the fixture $name where it is asked for, and nothing else of the rest",
      async ({ root, expectedUsage }) => {
        const directory = diskOf(root);
        const all = await inProcess(source, [directory], "all").run();
        const told = all.filter(isUsage);
        expect(textAt(directory, told)).toBe(expectedUsage ?? "");
        for (const line of told) expect(() => TrackedEvent.parse(JSON.parse(line))).not.toThrow();
        const wanted = usage?.(directory).map((event) => JSON.stringify(event)) ?? told;
        expect(asSet(told)).toEqual(asSet(wanted));
        const evidence = await inProcess(source, [directory], "evidence").run();
        // Lines of text logs come only where they are asked for.
        expect(all.filter((line) => !isUsage(line) && !line.includes('"type":"log_line"'))).toEqual(evidence);
      },
    );

    it.each(Object.entries(DISGUISES))("reads a log %s as without", async (_, disguise) => {
      for (const { name, root, expected } of fixtures) {
        const directory = diskOf(disguised(root, disguise));
        expect(textAt(directory, await inProcess(source, [directory]).run()), name).toBe(expected);
      }
    });

    it("opens no log that is as it was left", async () => {
      for (const { root } of fixtures) {
        const opened: string[] = [];
        const spy: Source = {
          ...source,
          read: (log, cursor, asked) => (opened.push(log.path), source.read(log, cursor, asked)),
        };
        const exporter = inProcess(spy, [diskOf(root)]);
        await exporter.run();
        expect(opened.length).toBeGreaterThan(0);
        opened.length = 0;
        expect(await exporter.run()).toEqual([]);
        expect(opened).toEqual([]);
      }
    });

    it("forgets a log that is gone, and none of a directory that it did not look at", async () => {
      const root = diskOf(fixtures[0]?.root ?? "");
      const [first, second] = [copyOf(root), copyOf(root)];
      const exporter = inProcess(source, [first]);
      await exporter.run();
      const elsewhere = inProcess(source, [second]);
      elsewhere.manifest = exporter.manifest;
      for (const path of filesBelow(second)) rmSync(join(second, path));
      await elsewhere.run();
      expect(elsewhere.manifest).toBe(exporter.manifest);
      for (const path of filesBelow(first)) rmSync(join(first, path));
      await exporter.run();
      expect(exporter.manifest).not.toContain('"inode"');
    });

    if (lines !== undefined) lineLaws({ source, fixtures, reference, usage }, lines);
  });
}

/** A directory of a fixture as it lies on a disk. */
function diskOf(root: string): string {
  return prepare(root, tempDir());
}
