/** The law that everything else serves, for random histories of growth, faults, kills and repeated runs. */
import { describe, expect, it } from "vitest";
import { campaign } from "./histories/campaign.ts";

describe("for any history of growth, faults, kills and repeated runs, the events delivered are those of one full parse", () => {
  it("in this process, for 300 histories", { timeout: 120_000 }, async () => {
    const { played, failures } = await campaign({ stage: "in-process", from: 1, count: 300, workers: 4 });
    expect(failures).toEqual([]);
    expect(played).toBe(300);
  });

  it("on the built program, for 30 histories", { timeout: 120_000 }, async () => {
    const { played, failures } = await campaign({ stage: "built", from: 1, count: 30, workers: 2 });
    expect(failures).toEqual([]);
    expect(played).toBe(30);
  });
});
