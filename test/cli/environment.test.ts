/** Whom it runs as and with which variables: never a file where nobody looks for it, never another's file taken over. */
import { chownSync, existsSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { garden, linesOf } from "../support/garden.ts";
import { unprivileged } from "../support/machine.ts";

describe("the home folder", () => {
  it("of an environment without one, or with a relative one, is that of the user, never the current directory", () => {
    const { sh, home, claudeDir } = garden();
    for (const setting of ["HOME=", "HOME=here"]) {
      sh(`${setting} tt export --dry-run --claude-dir ${claudeDir}`);
      expect(readdirSync(home)).toEqual([".claude"]);
    }
    expect(userInfo().homedir).toMatch(/^\//);
  });

  it("that does not exist is no reason to fail: events are delivered, a warning tells what could not be stored", () => {
    const { sh, claudeDir, full } = garden({ other: unprivileged.uid !== undefined });
    const { code, stdout } = sh(`HOME=/proc/nonexistent tt export --claude-dir ${claudeDir}`);
    expect([code, linesOf(stdout)]).toEqual([0, full()]);
  });

  it("may be all that a timer gives us: no path, no language, no terminal, no input", () => {
    const { sh, full } = garden();
    expect(linesOf(sh('env -i HOME="$HOME" "$NODE" "$BIN" export < /dev/null').stdout)).toEqual(full());
  });
});

describe("a run as root", () => {
  it.skipIf(unprivileged.uid === undefined)("leaves state to the owner of its folder, who goes on with it", () => {
    const { sh, dataDir, manifest } = garden();
    mkdirSync(dataDir, { mode: 0o700 });
    chownSync(dataDir, unprivileged.uid ?? 0, unprivileged.gid ?? 0);
    sh("tt export");
    expect(statSync(manifest)).toMatchObject(unprivileged);
    expect(statSync(join(dataDir, "last-export.json"))).toMatchObject(unprivileged);
    expect(existsSync(manifest)).toBe(true);
  });
});
