import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { UnknownValues } from "../../../src/logs/unknown-values.ts";
import { claudeCodeWith, WAYS } from "../../support/program/in-process.ts";

const homeOf = (fixture: string) => join(import.meta.dirname, `../../../fixtures/claude-code/${fixture}/home/.claude`);

async function toldOf(fixture: string, way: (typeof WAYS)[number]) {
  const source = claudeCodeWith(way);
  const told = new UnknownValues();
  for (const log of source.discover([{ path: homeOf(fixture), named: true }]).logs)
    for await (const { counts } of source.read(log, undefined)) told.addAll(counts.unknown ?? {});
  return told.counts;
}

describe("what Claude Code's logs hold that this version does not know", () => {
  test.each(WAYS)("is told by field and name, read the %s way", async (way) => {
    expect(await toldOf("unknown-values", way)).toEqual({
      type: { "greenhouse-state": 1 },
      "origin.kind": { gardener: 1 },
      promptSource: { telepathy: 1 },
      entrypoint: { "claude-fridge": 1 },
      turnOrigin: { moonlight: 1 },
    });
  });

  test.each(WAYS)("is nothing of what the program notes for itself, read the %s way", async (way) => {
    expect(await toldOf("metadata-only", way)).toEqual({ type: { gardener: 1, User: 1 } });
  });

  test("is told by at most twenty names, cut and printable", () => {
    const told = new UnknownValues();
    for (let n = 0; n < 30; n++) told.add("type", `new-${n}`);
    told.add("type", "new-3");
    told.add("origin.kind", `\u001b[31m${"x".repeat(100)}`);
    const { type = {}, "origin.kind": kinds = {} } = told.counts ?? {};
    expect(Object.keys(type)).toHaveLength(21);
    expect(type).toMatchObject({ "new-3": 2, "new-19": 1, "...": 10 });
    expect(kinds).toEqual({ "...": 1 });
    const other = new UnknownValues();
    other.add("origin.kind", `\u001b[31m${"x".repeat(100)}`);
    const [name = ""] = Object.keys(other.counts?.["origin.kind"] ?? {});
    expect(name).toMatch(/^[\x20-\x7e]{60,80}$/);
  });
});
