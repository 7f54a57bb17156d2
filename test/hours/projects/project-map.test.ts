/** Which entry of a project map is that of a directory. */
import { describe, expect, it } from "vitest";
import { parseProjectMap, type ProjectMap } from "../../../src/hours/projects/map-text.ts";
import { entryFor } from "../../../src/hours/projects/project-map.ts";

/** The client of a directory, by a map that gives each of these prefixes to the client beside it. */
function clientOf(path: string, home: string, ...entries: readonly (readonly [prefix: string, client: string])[]) {
  const projects = entries.map(([prefix, client]) => ({ prefix, client }));
  return entryFor(parseProjectMap(JSON.stringify({ projects }), home) as ProjectMap, path)?.client;
}

describe("an entry below the home folder", () => {
  it.each([
    ["~/acme", "/home/ana/acme"],
    ["~/acme", "/home/anna/acme/api"],
    ["~/acme", "/Users/ana/acme"],
    ["~/acme/", "/root/acme"],
    ["~/acme", "~/acme/api"],
    ["~/Acme", "C:\\Users\\ana\\acme\\api"],
    ["~/Acme", "c:/Users/ana/acme"],
    ["~\\Acme", "~\\acme"],
    ["~\\Acme", "/home/ana/Acme"],
    ["~", "/home/ana"],
    ["~", "/home/anna/acme"],
  ])("'%s' is that of %s, whatever the home folder of this machine is called", (prefix, path) => {
    for (const home of ["/home/ana", "/home/anna", "/data/ana", "C:\\Users\\ana"])
      expect(clientOf(path, home, [prefix, "Acme"])).toBe("Acme");
  });

  it("is that of this machine's home folder, also where that is in an unusual place", () => {
    expect(clientOf("/data/ana/acme/api", "/data/ana", ["~/acme", "Acme"])).toBe("Acme");
    expect(clientOf("C:\\Users\\ana\\acme", "C:\\Users\\ana", ["~/acme", "Acme"])).toBe("Acme");
  });

  it.each(["/home/ana/acme2", "/home/ana", "/home/acme", "/srv/home/ana/acme", "/acme", "/home/ana/Acme"])(
    "is not that of %s",
    (path) => expect(clientOf(path, "/home/ana", ["~/acme", "Acme"])).toBeUndefined(),
  );
});

describe("of several entries", () => {
  const both = [
    ["~/acme", "Acme"],
    ["/home/ana/acme", "Beta"],
  ] as const;

  it.each(["/home/ana", "/home/anna"])("an absolute one is that of its machine alone, in %s", (home) => {
    for (const entries of [both, both.toReversed()]) {
      expect(clientOf("/home/ana/acme/api", home, ...entries)).toBe("Beta");
      expect(clientOf("/home/anna/acme/api", home, ...entries)).toBe("Acme");
      // Whose home folder that is, nothing tells.
      expect(clientOf("~/acme/api", home, ...entries)).toBe("Acme");
    }
  });

  it.each(["/home/ana", "/home/anna", "/data/a"])("the longest wins, with '~' or without, in %s", (home) => {
    const [whole, part] = ["/home/ana/acme/api/src", "/home/ana/acme/app"];
    const inner = [["~/acme/api", "Api"], both[1]] as const;
    expect([whole, part].map((path) => clientOf(path, home, ...inner))).toEqual(["Api", "Beta"]);
    const outer = [["/home/ana/acme/api", "Api"], both[0]] as const;
    expect([whole, part].map((path) => clientOf(path, home, ...outer))).toEqual(["Api", "Acme"]);
  });

  it("the first of equal ones wins", () => {
    expect(clientOf("/w/acme", "/home/ana", ["/w/acme", "A"], ["/w/acme/", "B"])).toBe("A");
  });
});
