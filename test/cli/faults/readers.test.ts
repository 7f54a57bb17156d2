/** Readers that we did not write take what `tt export` prints. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { Readable } from "node:stream";
import ndjson from "ndjson";
import { describe, expect, it } from "vitest";
import { TrackedEvent } from "../../../src/events/event.ts";
import { corpusOf } from "../../support/homes/fixtures.ts";
import { tempDir } from "../../support/program/temp.ts";
import { tt } from "../../support/warm/tt.ts";

const fixtures = join(import.meta.dirname, "../../../fixtures");
const claudeDir = corpusOf("claude-code") ?? join(fixtures, "demo/home/.claude");
const hasJq = spawnSync("jq", ["--version"]).status === 0;

describe("the output of an export", () => {
  it("is read line by line by the ndjson package, every line a valid event", async () => {
    const { stdout } = tt(["export", "--claude-dir", claudeDir], { home: tempDir() });
    const events: unknown[] = [];
    for await (const event of Readable.from([stdout]).pipe(ndjson.parse())) events.push(TrackedEvent.parse(event));
    expect(events.length).toBeGreaterThan(100);
    expect(events).toHaveLength(stdout.split("\n").length - 1);
  });

  it.skipIf(!hasJq)("is read by jq (skipped where it is missing)", () => {
    const { stdout } = tt(["export", "--claude-dir", claudeDir], { home: tempDir() });
    const jq = spawnSync("jq", ["-c", "[.id, .type]"], { input: stdout, encoding: "utf8", maxBuffer: 1 << 30 });
    expect([jq.status, jq.stderr]).toEqual([0, ""]);
    const pairs = jq.stdout.split("\n").filter((line) => line !== "");
    expect(pairs).toHaveLength(stdout.split("\n").length - 1);
  });
});
