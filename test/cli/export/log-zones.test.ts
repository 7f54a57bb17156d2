/** Logs that tell local times alone: what is told of them until their time zone is named, and what is kept of it. */
import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fixturesOf } from "../../support/homes/fixtures.ts";
import { tempDir } from "../../support/program/temp.ts";
import { tt } from "../../support/warm/tt.ts";

/** A home with a project in which Aider ran. */
function project() {
  const home = tempDir();
  cpSync(fixturesOf("aider").find(({ name }) => name === "session")?.home ?? "", home, { recursive: true });
  // Whatever the zone of this machine is.
  const env = { TZ: "Asia/Tokyo" };
  return {
    home,
    run: (...args: readonly string[]) => tt(args, { home, env }),
    export: (...args: readonly string[]) =>
      tt(["export", "--root", `aider=${join(home, "garden")}`, ...args], { home, env }),
    manifest: () => readFileSync(join(home, ".time-tracker/aider-manifest.json"), "utf8"),
  };
}

const timesIn = (stdout: string) =>
  stdout
    .trim()
    .split("\n")
    .map((line) => (JSON.parse(line) as { readonly timestamp: string }).timestamp);

describe("logs whose time zone nobody has named", () => {
  it("are left out, without a warning, and told of with what to type", () => {
    const own = project();
    const ended = own.export("--strict", "--summary", "text");
    expect([ended.code, ended.stdout]).toEqual([0, ""]);
    expect(ended.stderr).toContain("skipped: no-zone 1");
    const root = `aider=${join(own.home, "garden")}`;
    const typed = `tt update --root ${root} --aider-zone ZONE`;
    expect(own.run("sources", "--source", "aider", "--root", root).stdout).toContain(typed);
    expect(own.run("status", "--root", root).stdout).toContain(typed);
    const status = JSON.parse(own.run("status", "--json", "--root", root).stdout) as object;
    expect(status).toMatchObject({ sources: { aider: { logs: 0, without_zone: 1 } } });
    // The zone is free as long as nothing was exported by another one.
    expect(timesIn(own.export("--aider-zone", "Europe/Berlin").stdout)[0]).toBe("2026-11-23T08:00:12.104Z");
  });
});

describe("a time zone of logs", () => {
  it("is remembered, and another one is refused but with --full", () => {
    const own = project();
    const first = timesIn(own.export("--aider-zone", "europe/berlin").stdout);
    expect(first[0]).toBe("2026-11-23T08:00:12.104Z");
    expect(own.manifest()).toContain('"zone": "Europe/Berlin"');
    expect(own.export().stdout).toBe("");
    expect(timesIn(own.export("--full").stdout)).toEqual(first);
    expect(timesIn(own.export("--since", "2026-11-23").stdout)).toEqual(first);
    const refused = own.export("--aider-zone", "UTC");
    expect([refused.code, refused.stdout]).toEqual([2, ""]);
    expect(refused.stderr).toContain("in the time zone Europe/Berlin, this one would in UTC");
    expect(refused.stderr).toContain("hint: leave --aider-zone UTC away, or change it with --full");
    expect(timesIn(own.export("--aider-zone", "UTC", "--full").stdout)[0]).toBe("2026-11-23T09:00:12.104Z");
    expect(own.manifest()).toContain('"zone": "UTC"');
  });

  it("is one by its name, and stands in the entry of a timer", () => {
    const own = project();
    for (const zone of ["Mars/Base", "+02:00", ""]) {
      const { code, stderr } = own.export("--aider-zone", zone);
      expect(code, zone).toBe(2);
      expect(stderr).toContain(`--aider-zone: no time zone is called '${zone}'`);
    }
    expect(own.run("schedule", "cron", "--aider-zone", "UTC", "-q").stdout).toContain("--aider-zone UTC");
  });
});
