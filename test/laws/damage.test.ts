/** What could not be read while a log was damaged is read once it is repaired. */
import { describe, expect, it } from "vitest";
import { KINDS, lostByDamage } from "./histories/damage.ts";
import { times } from "../support/shares.ts";

/** Histories of each kind. */
const COUNT = times(1);

describe("a log that is damaged, exported, restored and exported", { timeout: 3_600_000 }, () => {
  it.each(KINDS)("lacks no event: $agent, $holds", async (kind) => {
    const lost: string[] = [];
    for (let seed = 1; seed <= COUNT; seed++)
      for (const line of await lostByDamage(kind, seed)) lost.push(`seed ${seed}: ${line}`);
    expect(lost).toEqual([]);
  });
});
