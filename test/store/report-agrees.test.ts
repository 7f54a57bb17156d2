/** A report that streams from the store has the figures of one of all events at once, to the second. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { ActivityCollector } from "../../src/commands/stored/activities.ts";
import { ACTIVITY_TYPES } from "../../src/hours/activities/activity.ts";
import { DIMENSIONS } from "../../src/hours/projects/dimension.ts";
import type { ReportRequest } from "../../src/hours/report/figures.ts";
import { report, reportOf } from "../../src/hours/report/report.ts";
import type { EventQuery } from "../../src/store/reading/event-query.ts";
import { openStore } from "../../src/store/open.ts";
import { disturbed, isImported } from "../support/random/disturbed-days.ts";
import { ndjson } from "../support/store/events.ts";
import { importText } from "../support/store/import.ts";
import { tempDir } from "../support/program/temp.ts";
import { at, RULES } from "../support/store/week.ts";
import { times } from "../support/shares.ts";

it("for any history, grouped by anything, rounded or not", async () => {
  await fc.assert(
    fc.asyncProperty(
      disturbed,
      fc.subarray([...DIMENSIONS], { minLength: 1 }),
      fc.boolean(),
      async (events, by, rounds) => {
        const options = { db: undefined, dataDir: tempDir() };
        const lines = ndjson(...events);
        const { tally } = await importText(options, lines);
        const kept = events.filter(isImported);
        expect([tally.inserted, tally.malformed]).toEqual([kept.length, events.length - kept.length]);
        const request: ReportRequest = {
          rules: RULES,
          map: { projects: [{ prefix: "/w/c", name: "Sea", client: "Acme", tags: ["web"] }] },
          zone: "Europe/Berlin",
          window: { start: at("2026-03-28T20:00:00Z"), end: at("2026-03-30T10:00:00Z") },
          by,
          rounding: rounds ? { step: 900, direction: "up" } : undefined,
          band: true,
        };
        const store = await openStore(options);
        const collector = new ActivityCollector();
        for await (const rows of store?.rows({ types: ACTIVITY_TYPES, isBrief: true }) ?? [])
          for (const row of rows) expect(collector.add(row)).toBe(true);
        await store?.close();
        expect(reportOf(collector.log, request)).toEqual(report(kept, request));
      },
    ),
    { numRuns: times(6), endOnFailure: true },
  );
});

it("of a window, read with no more than the context of its sessions", async () => {
  await fc.assert(
    fc.asyncProperty(disturbed, fc.nat(40), fc.nat(30), async (events, from, hours) => {
      const options = { db: undefined, dataDir: tempDir() };
      await importText(options, ndjson(...events));
      const start = at("2026-03-28T06:00:00Z") + from * 3600;
      const window = { start, end: start + (1 + hours) * 3600 };
      const request: ReportRequest = {
        rules: RULES,
        map: { projects: [] },
        zone: "Europe/Berlin",
        window,
        by: ["project", "day", "branch"],
        rounding: undefined,
      };
      const instant = (seconds: number) => new Date(seconds * 1000).toISOString();
      const store = await openStore(options);
      const told = async (query: EventQuery) => {
        const collector = new ActivityCollector();
        for await (const rows of store?.rows({ ...query, types: ACTIVITY_TYPES, isBrief: true }) ?? [])
          for (const row of rows) collector.add(row);
        return reportOf(collector.log, request);
      };
      const [since, until] = [instant(window.start - 3601), instant(window.end + 3601)];
      expect(await told({ since, until, context: 31 * 86_400_000 })).toEqual(await told({}));
      await store?.close();
    }),
    { numRuns: times(6), endOnFailure: true },
  );
});
