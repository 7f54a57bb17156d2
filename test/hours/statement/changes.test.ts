/** Which lines of a kept statement would be otherwise now: what is mapped more finely has not changed by that. */
import { expect, it } from "vitest";
import { changesOf } from "../../../src/hours/statement/changes.ts";
import type { Statement, StatementLine } from "../../../src/hours/statement/statement.ts";

const NOTHING = { human_s: 0, agent_s: 0, union_s: 0, amounts: {} };

function statementOf(
  ...lines: readonly (readonly [directory: string, seconds: number, project?: string])[]
): Statement {
  return {
    lines: lines.map(([directory, seconds, project = "garden"]): StatementLine => ({
      day: "2026-03-10",
      project,
      directories: [directory],
      machines: ["la"],
      ...NOTHING,
      human_s: seconds,
    })),
    total: NOTHING,
    parameters: {},
    events: 1,
    events_sha256: "",
  };
}

it.each([
  ["~/garden", "~/garden-worktrees/frost"],
  ["~/garden", "~/garden/beds"],
])("work that was placed in %s and is so in %s now is the same line, in either order", (one, other) => {
  for (const [was, is] of [
    [one, other],
    [other, one],
  ] as const) {
    expect(changesOf(statementOf([was, 60]), statementOf([is, 60, "beds"]))).toEqual([]);
    expect(changesOf(statementOf([was, 60]), statementOf([is, 90]))).toMatchObject([
      { was: { human_s: 60 }, is: { human_s: 90 } },
    ]);
  }
});

it("tells of a part that was none before by itself, where the whole has a line still", () => {
  const kept = statementOf(["~/garden", 90]);
  const now = statementOf(["~/garden/beds", 30, "beds"], ["~/garden", 60]);
  expect(changesOf(kept, now)).toMatchObject([
    { project: "beds", was: undefined, is: { human_s: 30 } },
    { project: "garden", was: { human_s: 90 }, is: { human_s: 60 } },
  ]);
});

it("tells two worktrees apart", () => {
  const kept = statementOf(["~/git-worktrees/atlas", 60]);
  expect(changesOf(kept, statementOf(["~/git-worktrees/beds", 60]))).toMatchObject([
    { is: undefined },
    { was: undefined },
  ]);
});
