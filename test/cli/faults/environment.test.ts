/** Whom it runs as and with which variables: never a file where nobody looks for it, never another's file taken over. */
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lchownSync,
  mkdirSync,
  readdirSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { userInfo } from "node:os";
import { dirname, join } from "node:path";
import { zstdCompressSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { AGENTS } from "../../../src/events/observation.ts";
import { fixturesOf } from "../../support/homes/fixtures.ts";
import { garden, linesOf } from "../../support/homes/garden.ts";
import { unprivileged } from "../../support/program/machine.ts";
import { newDatabase } from "../../support/homes/opencode.ts";
import { writeTree } from "../../support/program/temp.ts";
import { ttCommand } from "../../support/program/tt.ts";

describe("the home folder", () => {
  it("of an environment without one, or with a relative one, is that of the user, never the current directory", () => {
    const { sh, home, claudeDir } = garden();
    for (const setting of ["HOME=", "HOME=here"]) {
      sh(`${setting} tt export --dry-run --claude-dir ${claudeDir}`);
      expect(readdirSync(home)).toEqual([".claude"]);
    }
    expect(userInfo().homedir).toMatch(/^\//);
  });

  it("that does not exist, as of service users, is not made, not even by root: exit 2 says what to do", () => {
    const { sh, home, claudeDir, full } = garden();
    const missing = join(home, "nonexistent");
    for (const command of [`export --claude-dir ${claudeDir}`, "import", "report"])
      expect(sh(`HOME=${missing} tt ${command}`)).toEqual({
        code: 2,
        stdout: "",
        stderr: `tt: there is no home folder: \`${missing}\` does not exist\n\nhint: name a data directory with --data-dir or TT_DATA_DIR, or set HOME\n`,
      });
    expect(existsSync(missing)).toBe(false);
    for (const way of ["--data-dir $OLDHOME/data", "--since 2000-01-01"]) {
      const script = `OLDHOME=$HOME; HOME=${missing} tt export --claude-dir ${claudeDir} ${way}`;
      expect(linesOf(sh(script).stdout)).toEqual(full());
    }
    expect(sh(`HOME=${missing} tt import --db $HOME/named.db < /dev/null`).code).toBe(0);
    expect(existsSync(missing)).toBe(false);
  });

  it("may be all that a timer gives us: no path, no language, no terminal, no input", () => {
    const { sh, full } = garden();
    expect(linesOf(sh('env -i HOME="$HOME" "$NODE" "$BIN" export < /dev/null').stdout)).toEqual(full());
  });
});

describe("a data directory that is not ours alone", () => {
  const COMMANDS = ["export -- tt import", "import", "report"];

  it.each([
    ["group", 0o770],
    ["world, as a folder for temporary files", 0o1777],
  ])(
    "because it can be written by the %s is refused with 74, as ssh refuses such keys; nothing is read or left",
    (_, mode) => {
      const { sh, dataDir, full } = garden();
      mkdirSync(dataDir);
      chmodSync(dataDir, mode);
      for (const command of COMMANDS)
        expect(sh(`tt ${command}`)).toEqual({
          code: 74,
          stdout: "",
          stderr: `tt: the data directory \`${dataDir}\` can be written to by others than its owner\n\nhint: nothing was done; 'chmod go-w' on it closes it\n`,
        });
      expect(readdirSync(dataDir)).toEqual([]);
      expect(sh("tt status").stdout).toContain("can be written to by others");
      sh(`chmod go-w ${dataDir}`);
      expect(linesOf(sh("tt export").stdout)).toEqual(full());
    },
  );

  it.skipIf(unprivileged.uid === undefined)(
    "because it, or the link to it, is another user's is refused with 74",
    () => {
      const { sh, home, dataDir } = garden({ other: true });
      const theirs = { uid: 65_533, gid: 65_533 };
      mkdirSync(dataDir, { mode: 0o755 });
      chownSync(dataDir, theirs.uid, theirs.gid);
      const own = join(home, "own");
      mkdirSync(own);
      chownSync(own, unprivileged.uid ?? 0, unprivileged.gid ?? 0);
      symlinkSync(own, join(home, "theirs"));
      lchownSync(join(home, "theirs"), theirs.uid, theirs.gid);
      for (const path of [dataDir, join(home, "theirs")])
        for (const command of COMMANDS)
          expect(sh(`TT_DATA_DIR=${path} tt ${command}`)).toMatchObject({
            code: 74,
            stdout: "",
            stderr: expect.stringContaining("belongs to another user") as string,
          });
      expect(readdirSync(own)).toEqual([]);
      const link = join(home, "link");
      symlinkSync(own, link);
      lchownSync(link, unprivileged.uid ?? 0, unprivileged.gid ?? 0);
      expect(sh(`TT_DATA_DIR=${link} tt export`).code).toBe(0);
      expect(readdirSync(own).sort()).toEqual(["claude-manifest.json", "daily-counts.json", "last-export.json"]);
    },
  );
});

describe("the program itself", () => {
  it("may be replaced or deleted while it runs: nothing of it is loaded late", () => {
    const { sh, home } = garden({ events: 12_000 });
    const session = "2026/03/02/rollout-2026-03-02T09-00-00-019cad00-0000-7000-8000-000000000000.jsonl.zst";
    const line = { timestamp: "2026-03-02T09:00:00.000Z", type: "session_meta", payload: {} };
    writeTree(join(home, ".codex/sessions"), new Map([[session, zstdCompressSync(`${JSON.stringify(line)}\n`)]]));
    // Logs of every kind of every agent.
    for (const agent of AGENTS)
      for (const fixture of fixturesOf(agent)) cpSync(fixture.home, home, { recursive: true });
    newDatabase(join(home, ".local/share/opencode/opencode.db")).close();
    const whole = sh("tt export --data-dir elsewhere");
    const bin = dirname(ttCommand[1]);
    for (const name of ["bin", "dist"]) cpSync(join(bin, "..", name), join(home, "program", name), { recursive: true });
    const consumer = "rm -rf $HOME/program; exec cat";
    const alone = sh(`$NODE $HOME/program/bin/tt.js export -- sh -c '${consumer}'`);
    expect(alone).toEqual(whole);
    for (const agent of ["gemini-cli", "copilot-vscode", "kiro", "kilo-code", "opencode"])
      expect(alone.stdout).toContain(`"agent":"${agent}"`);
    expect(existsSync(join(home, "program"))).toBe(false);
    expect(sh("tt status").stdout).not.toContain("not exported");
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
