/** The law that everything else serves, for random histories of growth, faults, kills and repeated runs. */
import { describe, expect, it } from "vitest";
import { itAlso, times } from "../support/shares.ts";
import { campaign } from "./histories/campaign.ts";

/** `npm run histories -- COUNT [--built|--stored|--synced]` plays more. */
const IN_PROCESS = times(12);
const BUILT = times(2);
const STORED = times(1);
const SYNCED = times(1);

describe("for any history of growth, faults, kills and repeated runs, the events delivered are those of one full parse", () => {
  it("in this process, for some histories", { timeout: 120_000 }, async () => {
    const { played, failures } = await campaign({ stage: "in-process", from: 1, count: IN_PROCESS, workers: 2 });
    expect(failures).toEqual([]);
    expect(played).toBe(IN_PROCESS);
  });

  it("on the built program, for some histories", { timeout: 120_000 }, async () => {
    const { played, failures } = await campaign({ stage: "built", from: 1, count: BUILT, workers: 1 });
    expect(failures).toEqual([]);
    expect(played).toBe(BUILT);
  });

  it(
    "on the built program and its store, which is lost and restored, for some histories",
    { timeout: 120_000 },
    async () => {
      const { played, failures } = await campaign({ stage: "stored", from: 1, count: STORED, workers: 1 });
      expect(failures).toEqual([]);
      expect(played).toBe(STORED);
    },
  );

  itAlso(
    "from another machine by the built program, with kills and losses at both ends, for some histories",
    { timeout: 120_000 },
    async () => {
      const { played, failures } = await campaign({ stage: "synced", from: 1, count: SYNCED, workers: 1 });
      expect(failures).toEqual([]);
      expect(played).toBe(SYNCED);
    },
  );
});
