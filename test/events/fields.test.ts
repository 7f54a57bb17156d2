/** What an event tells with `--fields minimal`: less of a place, and the same hours. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TrackedEvent } from "../../src/events/event.ts";
import { fewest, withFields, type Fields } from "../../src/events/fields.ts";
import type { StoredEvent } from "../../src/events/stored-event.ts";
import { entryFor, type ProjectMap } from "../../src/hours/projects/project-map.ts";
import { report } from "../../src/hours/report/report.ts";
import { isSameEvent } from "../../src/store/rows/same-event.ts";
import { event, RULES, tool } from "../support/store/week.ts";

const HOME = "/home/ana";
const less = (seen: StoredEvent, fields: Fields = "minimal", home = HOME) =>
  withFields(seen as unknown as TrackedEvent, fields, home) as unknown as StoredEvent;
const cwdOf = (cwd: string, home = HOME) => less(tool("09:00:00", { cwd }), "minimal", home)["cwd"];

describe("an event with few fields", () => {
  it("has its ID and all but the file; the branch, too, unless it is left out", () => {
    const seen = tool("09:00:00", { cwd: "/srv/beds", branch: "frost", file: "/srv/beds/a.ts", tool: "Read" });
    const { file: _, ...rest } = seen;
    expect(less(seen)).toEqual(rest);
    const { git_branch: __, ...bare } = rest;
    expect(less(seen, "minimal-no-branch")).toEqual(bare);
    expect(less(seen, "all")).toBe(seen);
  });

  it("names no home folder, wherever systems have them", () => {
    const told = [
      ["/home/ana", "~"],
      ["/home/ana/garden", "~/garden"],
      ["/home/bob/garden", "~/garden"],
      ["/root/garden", "~/garden"],
      ["/Users/ana/garden", "~/garden"],
      ["C:\\Users\\ana\\Garden", "~\\Garden"],
      ["C:/Users/ana/Garden", "~\\Garden"],
      ["/mnt/c/Users/ana/garden", "~/garden"],
      ["/c/Users/ana/garden", "~/garden"],
      ["/home/anabel", "~"],
      ["/srv/home/ana", "/srv/home/ana"],
      ["/homes/x", "/homes/x"],
    ] as const;
    expect(told.map(([cwd]) => cwdOf(cwd))).toEqual(told.map(([, shown]) => shown));
    expect(cwdOf("/data/people/ana/garden", "/data/people/ana/")).toBe("~/garden");
    expect(cwdOf("/home/botany/ana/garden", "/home/botany/ana")).toBe("~/garden");
    expect(["/", ""].map((home) => cwdOf("/srv/beds", home))).toEqual(["/srv/beds", "/srv/beds"]);
  });

  it("is cut at a worktree, whose name may be that of a branch", () => {
    const told = [
      ["/home/ana/garden/.worktrees/frost/src/beds", "~/garden/.worktrees/-"],
      ["/home/ana/garden/.claude/worktrees/frost", "~/garden/.claude/worktrees/-"],
      ["/srv/garden-worktrees/frost/src", "/srv/garden-worktrees/-"],
      ["/home/ana/.codex/worktrees/4f2a/garden/src", "~/.codex/worktrees/4f2a/garden"],
      ["/home/ana/.cursor/worktrees/garden/frost/src", "~/.cursor/worktrees/garden/-"],
      ["/home/ana/garden/src/beds", "~/garden/src/beds"],
    ] as const;
    expect(told.map(([cwd]) => cwdOf(cwd))).toEqual(told.map(([, shown]) => shown));
  });

  it("is the same to a store as the one with all fields", () => {
    const seen = tool("09:00:00", { file: "/home/ana/garden/a.ts", tool: "Read" }) as never;
    expect(isSameEvent(seen, less(seen) as never)).toBe(true);
    expect(isSameEvent(seen, { ...(seen as object), file: "/other" })).toBe(false);
  });

  it("remembers the fewest that anything says", () => {
    expect(fewest([])).toBe("all");
    expect(fewest([undefined, "minimal", "all"])).toBe("minimal");
    expect(fewest(["minimal-no-branch", "minimal", undefined])).toBe("minimal-no-branch");
  });

  it("finds the entry of a project map, in whosever home folder it is there", () => {
    const map = { projects: [{ prefix: "/home/boss/acme", name: "Acme" }, { prefix: "/srv/beds" }] };
    expect(entryFor(map, "~/acme/beds")?.name).toBe("Acme");
    expect(entryFor(map, "/home/ana/acme")).toBeUndefined();
    expect(entryFor({ projects: [{ prefix: "C:\\Users\\Boss\\Acme", name: "A" }] }, "~\\acme\\x")?.name).toBe("A");
  });
});

const directories = [
  "/home/ana",
  "/home/ana/garden",
  "/home/ana/garden/src",
  "/home/ana/garden/.worktrees/frost",
  "/home/ana/garden/.worktrees/frost/src",
  "/home/ana/work",
  "/home/ana/plots/beds",
  "/home/ana/plots/beds-worktrees/frost/src",
  "/home/ana/.codex/worktrees/4f2a/garden",
  "/home/ana/.cursor/worktrees/beds/7",
  "/srv/garden",
  "/srv/garden/src",
  "/Users/ana/meadow",
  "C:\\Users\\Ana\\Garden",
  "c:\\Users\\ana\\garden",
  "C:\\Users\\ana\\work\\beds",
  "/",
  null,
];

const events = fc.array(
  fc
    .record({
      type: fc.constantFrom("user_message", "user_action", "agent_tool_use", "agent_turn", "agent_session"),
      millis: fc.nat(7_200_000),
      session: fc.constantFrom("s1", "s2", "s3"),
      cwd: fc.constantFrom(...directories),
      branch: fc.constantFrom("main", "frost"),
      file: fc.constantFrom("a.ts", "/home/ana/b.ts"),
      duration: fc.nat(600_000),
    })
    .map(({ type, millis, duration, file, ...details }) =>
      event(type, new Date(Date.UTC(2026, 2, 2, 9) + millis).toISOString(), {
        ...details,
        ...(type === "agent_turn" ? { duration_ms: duration } : undefined),
        ...(type === "agent_tool_use" ? { tool: "Read", file } : undefined),
      }),
    ),
  { maxLength: 40 },
);

const maps = fc.constantFrom<ProjectMap>(
  { projects: [] },
  {
    projects: [
      { prefix: "/home/ana/garden", name: "Garden", client: "Acme" },
      { prefix: "/home/ana/garden/src", name: "Sources" },
      { prefix: "/home/ana/work", client: "Other" },
      { prefix: "/srv/garden", ignore: true },
    ],
  },
);

describe("hours", () => {
  it("are the same with few fields, by project, client, session and day, with a map and without", () => {
    fc.assert(
      fc.property(events, maps, fc.constantFrom("minimal", "minimal-no-branch"), (full, map, fields) => {
        const few = full.map((seen) => less(seen, fields));
        expect(few.map(({ id }) => id)).toEqual(full.map(({ id }) => id));
        expect(JSON.stringify(few)).not.toContain("ana");
        for (const by of [["project"], ["client", "session"], ["day", "project"]] as const) {
          const asked = {
            rules: RULES,
            window: { start: -Infinity, end: Infinity },
            zone: "UTC",
            by,
            map,
            rounding: undefined,
          };
          const figures = (seen: readonly StoredEvent[]) =>
            report(seen, asked).rows.map(({ human, agent, union, ...row }) => ({ ...row, human, agent, union }));
          expect(names(figures(few))).toEqual(names(figures(full)));
        }
      }),
    );
  });
});

/** Directories are told as they are known: by their names alone they are compared. */
function names(rows: readonly object[]): unknown {
  return JSON.parse(
    JSON.stringify(rows, (key, value: unknown) => (key === "directory" || key === "subject" ? undefined : value)),
  );
}
