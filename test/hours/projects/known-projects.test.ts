import { expect, it } from "vitest";
import { KnownProjects } from "../../../src/hours/projects/known-projects.ts";

it("projects are known by the names and directories of the map, and of where work was done", () => {
  const known = new KnownProjects({
    projects: [
      { prefix: "/home/ana/garden", name: "Garden" },
      { prefix: "/home/ana/clients", client: "Acme" },
    ],
  });
  const asked = ["Garden", "/home/ben/garden/", "(unknown)", "garden", "/home/ana/clients", "atlas"];
  expect(asked.map((name) => known.has(name))).toEqual([true, true, true, false, false, false]);
  known.add("/home/ana/clients/atlas");
  known.add("/home/ana/garden/beds");
  const later = ["atlas", "clients/atlas", "/home/ana/clients/atlas", "/home/ana/garden/beds", "beds"];
  expect(later.map((name) => known.has(name))).toEqual([true, true, true, true, false]);
  expect(["altas", "/home/ana/gardn", "zzzzzz"].map((name) => known.meantBy(name))).toEqual([
    "atlas",
    "~/garden",
    undefined,
  ]);
});
