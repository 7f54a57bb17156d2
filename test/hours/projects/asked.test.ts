/** What is asked for by name or by directory, whatever the map says of it. */
import { describe, expect, it } from "vitest";
import { isAsked } from "../../../src/hours/projects/asked.ts";
import type { ProjectMap } from "../../../src/hours/projects/map-text.ts";
import { projectOf } from "../../../src/hours/projects/subject.ts";

const map: ProjectMap = {
  projects: [
    { prefix: "/home/ana/garden/", name: "Garten" },
    { prefix: "/home/ana/code", client: "Acme" },
    { prefix: "C:\\Code", name: "Windows" },
  ],
};

function isAskedBy(project: string, cwd: string, root?: string): boolean {
  const of = { agent: "codex", session: "s1", branch: undefined, machine: undefined, person: undefined };
  return isAsked({ ...projectOf({ cwd, root, branch: undefined }, map), ...of }, { projects: new Set([project]) });
}

describe("a project that the map names", () => {
  it.each([
    ["Garten", "/home/ana/garden"],
    ["/home/ana/garden", "/home/ana/garden"],
    ["/home/ana/garden/", "/home/ana/garden"],
    ["~/garden", "/home/ana/garden"],
    ["/Users/ana/garden", "/home/ana/garden"],
    ["/home/ana/garden", "/home/ana/garden/.worktrees/frost/src"],
    ["/home/ana/garden", "/home/ana/garden/beds"],
    ["/home/ana/garden/beds", "/home/ana/garden/beds"],
    ["c:\\code\\", "C:\\Code\\tt"],
  ])("is asked for by '%s' where work was done in %s", (project, cwd) => {
    expect(isAskedBy(project, cwd)).toBe(true);
  });

  it("is not asked for by another directory, or by a part that was only passed through", () => {
    expect(isAskedBy("/home/ana", "/home/ana/garden")).toBe(false);
    expect(isAskedBy("/home/ana/gardening", "/home/ana/garden")).toBe(false);
    expect(isAskedBy("/home/ana/garden/beds", "/home/ana/garden/beds", "/home/ana/garden")).toBe(false);
  });
});

it("is its own directory where the map has no name for it", () => {
  expect(isAskedBy("/home/ana/code/tt", "/home/ana/code/tt")).toBe(true);
  expect(isAskedBy("/home/ana/code/tt/", "/home/ana/code/tt/src", "/home/ana/code/tt")).toBe(true);
  expect(isAskedBy("/home/ana/code", "/home/ana/code/tt")).toBe(false);
});
