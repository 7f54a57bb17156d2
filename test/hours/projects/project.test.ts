import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { looseProject, namedProject, projectIn, toldApart, type Project } from "../../../src/hours/projects/project.ts";

function namesOf(...projects: readonly Project[]): readonly string[] {
  const nameOf = toldApart(projects);
  return projects.map(nameOf);
}

describe("projects", () => {
  it("are called by their last name alone where that is enough", () => {
    expect(namesOf(projectIn("/home/ana/clients/acme/api"), projectIn("/home/ana/garden"))).toEqual(["api", "garden"]);
  });

  it("are called by as much of their path as tells them apart", () => {
    const [acme, globex] = [projectIn("/home/ana/clients/acme/api"), projectIn("/home/ana/clients/globex/api")];
    expect(namesOf(acme, globex)).toEqual(["acme/api", "globex/api"]);
    expect(namesOf(acme, globex, projectIn("/srv/acme/api"))).toEqual([
      "clients/acme/api",
      "globex/api",
      "srv/acme/api",
    ]);
    expect(namesOf(projectIn("/api"), projectIn("/srv/api"))).toEqual(["/api", "srv/api"]);
    expect(namesOf(projectIn("C:\\work\\acme\\api"), projectIn("C:\\work\\globex\\api"))).toEqual([
      "acme/api",
      "globex/api",
    ]);
  });

  it("are one at the same path below two home folders, whatever the system", () => {
    const paths = ["/home/ana/garden", "/Users/ana/garden/", "/root/garden", "C:\\Users\\ana\\garden"];
    expect(new Set(paths.map((path) => projectIn(path).id)).size).toBe(1);
    expect(projectIn("C:\\Code\\Garden").id).toBe(projectIn("c:/code/garden").id);
    expect(projectIn("/home/ana/garden").id).not.toBe(projectIn("/srv/garden").id);
  });

  it("that the map names are one, and another of that name gives way", () => {
    expect(namesOf(namedProject("api"), projectIn("/srv/acme/api"))).toEqual(["api", "acme/api"]);
    expect(namedProject("api").id).toBe(namedProject("api").id);
  });

  it("of which only the name is known are the one of that name, if there is just one", () => {
    const [here, there, loose] = [projectIn("/srv/a/api"), projectIn("/srv/b/api"), looseProject("api")];
    expect(namesOf(loose)).toEqual(["api"]);
    expect(namesOf(here, loose)).toEqual(["api", "api"]);
    expect(namesOf(here, there, loose)).toEqual(["a/api", "b/api", "api"]);
  });

  it("have names of their own, in any order, however many there are", () => {
    const segment = fc.constantFrom("a", "b", "c", "api");
    const path = fc
      .tuple(fc.constantFrom("", "/home/ana", "/srv"), fc.array(segment, { minLength: 1, maxLength: 4 }))
      .map(([root, parts]) => `${root}/${parts.join("/")}`);
    fc.assert(
      fc.property(fc.array(path, { maxLength: 12 }), fc.nat(), (paths, turn) => {
        const projects = [...new Map(paths.map((each) => [projectIn(each).id, projectIn(each)])).values()];
        const names = namesOf(...projects);
        expect(new Set(names).size).toBe(projects.length);
        const turned = [...projects.slice(turn % 7), ...projects.slice(0, turn % 7)];
        const nameOf = toldApart(turned);
        expect(projects.map(nameOf)).toEqual(names);
      }),
    );
  });
});
