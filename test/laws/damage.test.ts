/** What could not be read while a log was damaged is read once it is repaired. */
import { describe, expect, it } from "vitest";
import { KINDS, lostByDamage } from "./histories/damage.ts";

/** Histories of each kind: `TT_HISTORIES=1000 npx vitest run test/laws/damage.test.ts` plays more. */
const COUNT = Number(process.env["TT_HISTORIES"] ?? 5);

describe("a log that is damaged, exported, restored and exported", { timeout: 3_600_000 }, () => {
  it.each(KINDS)("lacks no event: $holds of $agent", async (kind) => {
    const lost: string[] = [];
    for (let seed = 1; seed <= COUNT; seed++)
      for (const line of await lostByDamage(kind, seed)) lost.push(`seed ${seed}: ${line}`);
    expect(lost).toEqual([]);
  });
});
