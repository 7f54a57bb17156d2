/** A soak, a short one: the long form is `npm run soak`. */
import { describe, expect } from "vitest";
import { itAlso } from "../support/shares.ts";
import { soak } from "./soak/soak.ts";

describe("agents of all kinds at work, with exports, imports and pushes beside them", () => {
  itAlso("for some seconds: every event is stored, once", { timeout: 120_000 }, async () => {
    const { counts, failure } = await soak({ seed: 3, minutes: 0.1, say: () => undefined });
    expect(failure).toBeUndefined();
    expect(counts.get("times the whole law held")).toBeGreaterThan(0);
  });
});
