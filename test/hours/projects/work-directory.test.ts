import { expect, it } from "vitest";
import { parseProjectMap, type ProjectMap } from "../../../src/hours/projects/map-text.ts";
import { projectOf } from "../../../src/hours/projects/subject.ts";
import { isSameWork, workDirectory } from "../../../src/hours/projects/work-directory.ts";

it.each([
  ["/home/ana/garden", [], "~/garden"],
  ["/home/ana/garden", ["/home/ana"], "~/garden"],
  ["/home/ana/garden", ["/home/ana/garden/beds"], "~/garden/beds"],
  ["/home/ana/garden", ["~/garden/beds/"], "~/garden/beds"],
  ["/home/ana/garden", ["/home/ana/garden-worktrees"], "~/garden"],
  ["/home/ana/garden", ["/home/ana/garden-worktrees/frost"], "~/garden-worktrees/frost"],
  ["/home/ana/garden", ["/home/ana/garden-worktrees/frost/beds"], "~/garden-worktrees/frost/beds"],
  ["D:\\Garden", ["d:\\garden-worktrees\\frost"], "d:/garden-worktrees/frost"],
  ["D:\\Garden", ["d:\\garden\\beds"], "d:/garden/beds"],
  ["/data/ana/garden", ["/data/ana/garden/beds", "~/garden/beds"], "/data/ana/garden/beds"],
  ["/home/ana/garden", ["/data/ana/garden/beds", "~/garden/beds"], "~/garden/beds"],
])("work in %s that an entry of %j maps was done in %s", (project, mapped, directory) => {
  expect(workDirectory(project, mapped)).toBe(directory);
});

it("is that of the repository in each of its worktrees that has no entry of its own, also where the map has an entry for the worktrees", () => {
  const map = parseProjectMap(
    '{"projects":[{"prefix":"/home/ana/garden-worktrees","client":"Beta"}]}',
    "/home/ana",
  ) as ProjectMap;
  const place = { cwd: "/home/ana/garden-worktrees/frost", root: undefined, branch: undefined };
  expect(projectOf(place, map)).toMatchObject({ client: "Beta", workedIn: "~/garden" });
});

it.each([
  ["~/garden", "~/garden", true],
  ["~/garden", "~/garden/beds", true],
  ["~/garden", "~/garden2", false],
  ["~/garden", "~/garden-worktrees/frost", true],
  ["~/garden", "~/garden-worktrees/frost/beds", true],
  ["~/garden/beds", "~/garden-worktrees/frost/beds", false],
  ["~/garden-worktrees/frost", "~/garden-worktrees/frost/beds", true],
  ["~/garden-worktrees/frost", "~/garden-worktrees/snow", false],
  ["d:/garden", "d:/garden-worktrees/frost", true],
  ["~", "~/garden", false],
  ["/", "/srv/garden", false],
  ["d:", "d:/garden", false],
  ["d:/garden", "d:/garden/beds", true],
])("%s and %s are of the same work: %s", (a, b, isSame) => {
  expect([isSameWork(a, b), isSameWork(b, a)]).toEqual([isSame, isSame]);
});
