/** Which directories `tt projects` lists: the hours of each entry of the map stand at that entry. */
import { expect, it } from "vitest";
import { arrange } from "../../../src/hours/activities/arrange.ts";
import type { StoredEvent } from "../../../src/events/stored-event.ts";
import type { ProjectEntry } from "../../../src/hours/projects/map-text.ts";
import { seenDirectories } from "../../../src/hours/projects/seen-directories.ts";
import { report } from "../../../src/hours/report/report.ts";
import { at, prompt, RULES } from "../../support/store/week.ts";

const window = { start: at("2026-03-02T00:00Z"), end: at("2026-03-03T00:00Z") };

/** A prompt in each directory, an hour apart, so that each has its own five minutes. */
function workedIn(...directories: readonly (readonly [cwd: string, session: string])[]): readonly StoredEvent[] {
  return directories.map(([cwd, session], at) => prompt(`${10 + at}:00:00`, { cwd, session }));
}

/** Each line in short: `directory | name | client | seconds`. */
function listed(events: readonly StoredEvent[], projects: readonly ProjectEntry[]) {
  return seenDirectories(arrange(events), { rules: RULES, window, map: { projects: [...projects] } })
    .map(({ directory, name, entry, human }) => [directory, name, entry?.client ?? "-", human].join(" | "))
    .sort();
}

const acme = (prefix: string, more: Partial<ProjectEntry> = {}) => ({ prefix, client: "Acme", ...more });
const beta = (prefix: string, more: Partial<ProjectEntry> = {}) => ({ prefix, client: "Beta", ...more });

it.each([
  ["a worktree beside it", "/w/atlas-worktrees/x", "/w/atlas-worktrees/x"],
  ["a worktree in it", "/w/atlas/.worktrees/x", "/w/atlas/.worktrees/x"],
  ["all of its worktrees", "/w/atlas-worktrees/x", "/w/atlas-worktrees"],
  ["a folder of it", "/w/atlas/api/src", "/w/atlas/api"],
])("tells the hours of a repository and of %s apart, where both have an entry", (_, cwd, prefix) => {
  const events = workedIn(["/w/atlas", "s1"], [cwd, "s1"], ["/w/atlas", "s2"]);
  expect(listed(events, [acme("/w/atlas"), beta(prefix)])).toEqual([
    "/w/atlas | atlas | Acme | 600",
    `${prefix} | atlas | Beta | 300`,
  ]);
});

it("lists what no entry is for by its repository, also beside a worktree that has one", () => {
  const events = workedIn(["/w/git-worktrees/atlas", "s1"], ["/w/git-worktrees/beds", "s2"]);
  expect(listed(events, [acme("/w/git-worktrees/atlas")])).toEqual([
    "/w/git | git | - | 300",
    "/w/git-worktrees/atlas | git | Acme | 300",
  ]);
});

it("lists each repository below a directory that has the entry, on whichever machine", () => {
  const events = workedIn(["/home/ana/w/atlas", "s1"], ["~/w/beds/.worktrees/x", "s2"], ["~/w/beds", "s3"]);
  expect(listed(events, [acme("/home/ana/w")])).toEqual([
    "/home/ana/w/atlas | atlas | Acme | 300",
    "~/w/beds | beds | Acme | 600",
  ]);
});

it("lists a part that has a name once, in whichever directory its sessions began", () => {
  const events = workedIn(["/w/atlas", "s1"], ["/w/atlas/api/v1", "s1"], ["/w/atlas/api", "s2"]);
  expect(listed(events, [beta("/w/atlas/api", { name: "API" })])).toEqual([
    "/w/atlas | atlas | - | 300",
    "/w/atlas/api | API | Beta | 600",
  ]);
});

it("has the hours of each client that the report has", () => {
  const events = workedIn(["/w/atlas", "s1"], ["/w/atlas/api", "s1"], ["/w/atlas-worktrees/x", "s2"], ["/w", "s3"]);
  const map = { projects: [acme("/w/atlas"), beta("/w/atlas/api"), beta("/w/atlas-worktrees/x")] };
  const rows = report(events, { rules: RULES, window, zone: "UTC", by: ["client"], map, rounding: undefined }).rows;
  const seen = seenDirectories(arrange(events), { rules: RULES, window, map });
  for (const {
    names: [client],
    human,
  } of rows) {
    const ofClient = seen.filter(({ entry }) => (entry?.client ?? "(no client)") === client);
    expect([client, ofClient.reduce((sum, each) => sum + each.human, 0)]).toEqual([client, human]);
  }
  expect(rows).toHaveLength(3);
});
