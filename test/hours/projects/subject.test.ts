import { describe, expect, it } from "vitest";
import { arrange } from "../../../src/hours/activities/arrange.ts";
import { explain } from "../../../src/hours/explained/explain.ts";
import { parseProjectMap, type ProjectMap } from "../../../src/hours/projects/map-text.ts";
import { NO_MAP } from "../../../src/hours/projects/project-map.ts";
import { report } from "../../../src/hours/report/report.ts";
import { projectOf, subjectsBy } from "../../../src/hours/projects/subject.ts";
import { at, prompt, RULES, tool } from "../../support/store/week.ts";

function nameOf(cwd: string, root?: string): string | undefined {
  return projectOf({ cwd, root, branch: undefined }, NO_MAP).project;
}

describe("a project without a map", () => {
  it.each([
    ["/home/ana/garden", "garden"],
    ["/home/ana/garden/", "garden"],
    ["/home/ana/garden/.worktrees/frost", "garden"],
    ["/home/ana/garden/.worktrees/frost/src", "garden"],
    ["/home/ana/garden/.claude/worktrees/frost", "garden"],
    ["/home/ana/garden-worktrees/frost", "garden"],
    ["/home/ana/garden.worktrees/frost/src", "garden"],
    ["/home/ana/garden_worktrees/frost", "garden"],
    ["/home/ana/garden__worktrees/frost", "garden"],
    ["/home/ana/my--worktrees/frost", "my"],
    ["/home/ana/.codex/worktrees/4f2a/garden/src", "garden"],
    ["/home/ana/.cursor/worktrees/garden/4f2a", "garden"],
    ["C:\\Users\\ana\\garden", "garden"],
    ["C:\\Users\\ana\\garden\\.worktrees\\frost", "garden"],
    ["/", "/"],
  ])("of %s is %s", (cwd, name) => {
    expect(nameOf(cwd)).toBe(name);
  });

  it("stays that of the directory that the session began in, while the agent is inside", () => {
    expect(nameOf("/home/ana/garden/packages/beds", "/home/ana/garden")).toBe("garden");
    expect(nameOf("/home/ana/ledger", "/home/ana/garden")).toBe("ledger");
    expect(nameOf("/home/ana/garden2", "/home/ana/garden")).toBe("garden2");
  });

  it("is not the home folder's because the session began there", () => {
    expect(nameOf("/home/ana/garden", "/home/ana")).toBe("garden");
    expect(nameOf("/Users/ana/garden", "/Users/ana/")).toBe("garden");
    expect(nameOf("C:\\Users\\ana\\garden", "C:\\Users\\ana")).toBe("garden");
  });
});

describe("a project map", () => {
  const map: ProjectMap = {
    projects: [
      { prefix: "/home/ana", client: "Ana" },
      { prefix: "/home/ana/garden/", name: "Garden", client: "Acme", tags: ["web", "beds", "web"] },
      { prefix: "C:\\Code", client: "Windows" },
    ],
  };
  const of = (cwd: string) => projectOf({ cwd, root: cwd, branch: undefined }, map);

  it("gives the longest prefix, by whole names", () => {
    expect(of("/home/ana/garden/src")).toMatchObject({ project: "Garden", client: "Acme", tags: ["beds", "web"] });
    expect(of("/home/ana/gardening")).toMatchObject({ project: "gardening", client: "Ana", tags: [] });
    expect(of("/opt/x")).toMatchObject({ project: "x", client: undefined, tags: [] });
  });

  it("knows a worktree by its repository, and Windows by any case", () => {
    expect(
      projectOf({ cwd: "/home/ana/garden-worktrees/frost", root: undefined, branch: undefined }, map),
    ).toMatchObject({ client: "Ana" });
    const beside: ProjectMap = { projects: [{ prefix: "/w/garden", name: "Garden" }] };
    expect(projectOf({ cwd: "/w/garden-worktrees/frost", root: undefined, branch: undefined }, beside).project).toBe(
      "Garden",
    );
    expect(of("c:/code/Garden").client).toBe("Windows");
  });

  it("may begin with a byte order mark", () => {
    expect(parseProjectMap('\ufeff{"projects":[]}', "/")).toMatchObject({ projects: [] });
  });

  it.each(["/w", "~", "~/w", "~\\w", "C:\\Work", "c:/work", "\\\\server\\share"])("takes the prefix %s", (prefix) => {
    expect(parseProjectMap(JSON.stringify({ projects: [{ prefix }] }), "/home/ana")).toBeTypeOf("object");
  });

  it.each(["garden", "./garden", "../garden", "~ana/garden", "C:garden", " /w"])(
    "refuses the prefix '%s', which no directory would have",
    (prefix) => {
      const projects = [{ prefix: "/w" }, { prefix }];
      expect(parseProjectMap(JSON.stringify({ projects }), "/home/ana")).toBe(
        "projects.1.prefix: neither absolute nor below '~/'",
      );
    },
  );

  it("says what is wrong with it", () => {
    expect(parseProjectMap("", "/")).toBe("it is not JSON: unexpected end of JSON input");
    expect(parseProjectMap('{"projects": [],\n}', "/")).toMatch(
      /^it is not JSON: .* at position 17 \(line 2 column 1\)$/,
    );
    expect(parseProjectMap('{"projects":\n[x]}', "/")).toMatch(/^it is not JSON: unexpected token 'x'[^\n]+$/);
    expect(parseProjectMap('{"projects":[{"name":"x"}]}', "/")).toMatch(/^projects\.0\.prefix: /);
    expect(parseProjectMap('{"projects":[{"prefix":"/x","nmae":"y"}]}', "/")).toMatch(/nmae/);
  });
});

describe("a place", () => {
  const places = (...events: Parameters<typeof arrange>[0][]) =>
    arrange(events.flatMap((list) => [...list])).map((activity) => {
      const { project, branch } = subjectsBy(NO_MAP)(activity);
      return [project, branch];
    });

  it("that an event does not say is the session's last, or its first", () => {
    const events = [
      prompt("09:00:00", { cwd: null }),
      tool("09:01:00", { branch: "main" }),
      tool("09:02:00", { cwd: null }),
      tool("09:03:00", { cwd: "/home/ana/ledger" }),
      tool("09:04:00", { cwd: null }),
    ];
    expect(places(events)).toEqual([
      ["garden", "main"],
      ["garden", "main"],
      ["garden", "main"],
      ["ledger", undefined],
      ["ledger", undefined],
    ]);
  });

  it("is unknown where no event of the session says it", () => {
    expect(places([prompt("09:00:00", { cwd: null }), prompt("09:01:00", { session: "s2" })])).toEqual([
      [undefined, undefined],
      ["garden", undefined],
    ]);
  });
});

describe("a project that the map ignores", () => {
  const map: ProjectMap = { projects: [{ prefix: "/home/ana/diary", ignore: true }] };
  const events = [
    prompt("09:00:00", { cwd: "/home/ana/garden" }),
    prompt("09:02:00", { cwd: "/home/ana/diary/2026", session: "s2" }),
    prompt("09:03:00", { cwd: "/home/ana/garden" }),
  ];

  it("is told nowhere, but that so much was left out; its time is nobody else's", () => {
    const window = { start: at("2026-03-02T00:00:00Z"), end: at("2026-03-03T00:00:00Z") };
    const request = { rules: RULES, window, zone: "UTC", by: ["project"], map, rounding: undefined } as const;
    const told = report(events, request);
    expect(told.rows.map(({ names, human }) => [...names, human])).toEqual([["garden", 120 + 300]]);
    expect(told.total.human).toBe(420);
    expect(told.leftOut.ignoredEvents).toEqual({ "claude-code": 1 });
    expect(explain(arrange(events), request).stretches.map(({ subject }) => subject.project)).toEqual([
      "garden",
      "garden",
    ]);
  });
});
