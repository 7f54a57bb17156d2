import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { copilotLines } from "../../../src/agents/copilot-cli/decode.ts";
import { BothWays, SIZES } from "../../support/contract/fast-and-plain.ts";
import { corpusOf, fixturesOf } from "../../support/homes/fixtures.ts";
import { fixtureLines, mixedLog } from "../../support/random/mixed-lines.ts";
import { linesBelow } from "../../support/contract/tree.ts";
import { times } from "../../support/shares.ts";

const runs = times(10);

const session = new BothWays(copilotLines, ["7cf44517-55ca-435c-893a-3fde1973a44e", "events.jsonl"]);
const log = mixedLog(fixtureLines("copilot-cli", ".copilot"));
const asked = fc.record({ evidence: fc.boolean(), usage: fc.boolean() });
const size = fc.nat(SIZES - 1);
const corpus = corpusOf("copilot");

describe("the fast reader of Copilot's sessions", () => {
  test("gives what the plain one gives, and goes on where either has stopped", async () => {
    let seen = 0;
    await fc.assert(
      fc.asyncProperty(log, log, size, asked, asked, async (before, after, block, evidence, first) => {
        seen += (await session.agree(Buffer.concat([before, after]), evidence, block)).observations.length;
        await session.agreeOnTheRest([before, after], evidence, block, first);
      }),
      { numRuns: runs },
    );
    expect(seen).toBeGreaterThan(runs);
  });

  test.each(fixturesOf("copilot-cli"))("gives what the plain one gives of the fixture $name", async ({ home }) => {
    for (const path of linesBelow(join(home, ".copilot")))
      for (const evidence of [false, true])
        for (let block = 0; block < SIZES; block++)
          await session.agree(readFileSync(join(home, ".copilot", path)), { evidence }, block);
  });

  test.skipIf(corpus === undefined)("gives what the plain one gives of real sessions", async () => {
    for (const path of linesBelow(corpus ?? ""))
      for (const evidence of [false, true])
        for (const block of [1, 3]) await session.agree(readFileSync(join(corpus ?? "", path)), { evidence }, block);
  });
});
