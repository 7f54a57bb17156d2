/** The manifest: never trusted blindly, never made worse, and never a reason to lose an event. */
import {
  chmodSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { garden, leftovers, linesOf, prompt, stateOf } from "../../support/homes/garden.ts";
import { permissionsCount } from "../../support/program/machine.ts";
import { some } from "../../support/shares.ts";

describe("a manifest that cannot be read", () => {
  it.each([
    ["a directory", "mkdir"],
    ["a FIFO", "mkfifo"],
    ["a link to nothing", "ln -s /nonexistent/x"],
    ["a link to another file", "ln -s $HOME/victim"],
    ["a link to /dev/null", "ln -s /dev/null"],
    ["a link to itself", "ln -s claude-manifest.json"],
  ])("because it is %s ends the run with 74 before any output", (_, make) => {
    const { sh, home, dataDir } = garden();
    writeFileSync(join(home, "victim"), "precious");
    mkdirSync(dataDir);
    sh(`${make} ${dataDir}/claude-manifest.json`);
    const { code, stdout, stderr } = sh("tt export");
    expect([code, stdout, stderr]).toEqual([74, "", expect.stringMatching(/^tt: cannot read the manifest `/)]);
    expect(readFileSync(join(home, "victim"), "utf8")).toBe("precious");
    expect(leftovers(dataDir)).toEqual([]);
  });

  it("because it is a socket ends the run with 74 before any output", async () => {
    const { sh, dataDir, manifest } = garden();
    mkdirSync(dataDir);
    const server = createServer().listen(manifest);
    await once(server, "listening");
    expect(sh("tt export")).toMatchObject({ code: 74, stdout: "" });
    server.close();
  });

  it.skipIf(!permissionsCount)("because of its permissions ends the run with 74, and comes back with them", () => {
    const { sh, manifest, grow } = garden({ other: true });
    sh("tt export");
    const before = stateOf(manifest);
    grow(prompt("u3"));
    chmodSync(manifest, 0);
    expect(sh("tt export")).toMatchObject({ code: 74, stdout: "" });
    chmodSync(manifest, 0o600);
    expect(stateOf(manifest)).toEqual(before);
    expect(linesOf(sh("tt export").stdout)).toHaveLength(1);
  });
});

describe("a manifest of a newer version", () => {
  it("is left as it is: exit 78, nothing exported", () => {
    const { sh, manifest, dataDir } = garden();
    mkdirSync(dataDir);
    writeFileSync(manifest, '{"version": 3, "whatever": []}');
    const before = stateOf(manifest);
    expect(sh("tt export")).toMatchObject({ code: 78, stdout: "" });
    expect(stateOf(manifest)).toEqual(before);
  });
});

describe("a manifest that cannot be understood", () => {
  it.each([
    ["", ""],
    ["NULs", "\0".repeat(65_536)],
    ["null", "null"],
    ["a string", '"x"'],
    ["a list", "[]"],
    ["an empty object", "{}"],
    ["no sessions", '{"version":2}'],
    ["sessions that are a list", '{"version":2,"sessions":[]}'],
    ["a version that is none", '{"version":"2","sessions":{}}'],
    ["a machine that is none", '{"version":2,"machine_id":5,"sessions":{}}'],
    ["a million brackets", "[".repeat(1_000_000)],
  ])("(%s) is kept beside, with a warning, and everything is read again", (_, text) => {
    const { sh, manifest, dataDir, full } = garden();
    mkdirSync(dataDir);
    writeFileSync(manifest, text);
    const { code, stdout, stderr } = sh("tt export");
    expect([code, linesOf(stdout)]).toEqual([0, full()]);
    expect(stderr).toMatch(/^tt: warning: the manifest cannot be understood/);
    const kept = readdirSync(dataDir).find((name) => name.startsWith("claude-manifest.json.corrupt-"));
    expect(readFileSync(join(dataDir, kept ?? ""), "utf8")).toBe(text);
    expect(sh("tt export")).toEqual({ code: 0, stdout: "", stderr: "" });
  });

  it("because it is too large, or nested too deep, is not even parsed, and that is said", () => {
    const { sh, manifest, dataDir, full } = garden();
    mkdirSync(dataDir);
    const deep = (levels: number) => `{"version":2,"sessions":{"x":{"a":${"[".repeat(levels)}${"]".repeat(levels)}}}}`;
    const spoil: readonly (readonly [cause: string, make: () => void])[] = [
      ["more than 134217728 bytes", () => truncateSync(manifest, (128 << 20) + 1)],
      ["nested deeper than 100", () => writeFileSync(manifest, deep(4_000_000))],
      ["nested deeper than 100", () => writeFileSync(manifest, deep(98))],
    ];
    for (const [cause, make] of spoil) {
      sh("tt export");
      make();
      const { code, stdout, stderr } = sh("NODE_OPTIONS=--max-old-space-size=100 tt export");
      expect([code, linesOf(stdout)], cause).toEqual([0, full()]);
      expect(stderr).toMatch(/^tt: warning: the manifest cannot be understood/);
      expect(stderr).toContain(`(${cause})`);
      expect(sh("tt export")).toEqual({ code: 0, stdout: "", stderr: "" });
    }
  });

  it("is kept three times at most, the last ones", () => {
    const { sh, manifest, dataDir } = garden();
    mkdirSync(dataDir);
    for (let time = 0; time < 5; time++) {
      writeFileSync(manifest, `corrupt ${time}`);
      sh("tt export");
    }
    const kept = readdirSync(dataDir).filter((name) => name.includes(".corrupt-"));
    expect(kept.sort().map((name) => readFileSync(join(dataDir, name), "utf8"))).toEqual([
      "corrupt 2",
      "corrupt 3",
      "corrupt 4",
    ]);
  });
});

describe("the state directory", () => {
  it.skipIf(!permissionsCount)(
    "without the right to write: everything is delivered, a warning says why, and again the next time",
    () => {
      const { sh, dataDir, full, manifest } = garden({ other: true });
      mkdirSync(dataDir);
      for (const mode of [0o555, 0o555]) {
        chmodSync(dataDir, mode);
        const { code, stdout, stderr } = sh("tt export");
        expect([code, linesOf(stdout)]).toEqual([0, full()]);
        expect(stderr).toBe(
          `tt: warning: the events were delivered, but their positions could not be stored, so that the next export delivers them again: \`${manifest}\` (EACCES)\n`,
        );
        expect(sh("tt export --strict").code).toBe(3);
      }
    },
  );

  it.skipIf(!permissionsCount)("with another user's leftover in it, which cannot be removed: no reason to fail", () => {
    const { sh, dataDir } = garden({ other: true });
    mkdirSync(dataDir);
    // A process of that number is not alive on any machine.
    writeFileSync(join(dataDir, "claude-manifest.json.4194304999-0123456789ab.next"), "");
    writeFileSync(join(dataDir, "last-export.json.4194304999-0123456789ab.next"), "");
    chmodSync(dataDir, 0o555);
    expect(sh("tt export")).toMatchObject({ code: 0, stderr: expect.stringContaining("(EACCES)") as string });
  });

  it("is made for its owner alone, whatever the umask, and all that is in it", () => {
    for (const umask of some(["000", "777", "027", "077"], 3)) {
      // Root could do everything without any permission.
      const { sh, dataDir } = garden({ other: true });
      expect(sh(`umask ${umask}; tt export -- tt import`)).toMatchObject({ code: 0, stderr: "" });
      expect(statSync(dataDir).mode & 0o777).toBe(0o700);
      const modes = readdirSync(dataDir)
        .sort()
        .map((name) => [name, statSync(join(dataDir, name)).mode & 0o777]);
      expect(modes).toEqual([
        ["claude-manifest.json", 0o600],
        ["daily-counts.json", 0o600],
        ["last-export.json", 0o600],
        ["tracker.db", 0o600],
      ]);
    }
  });

  it("is swept of what killed runs left, but not of what a live process writes", () => {
    const { sh, dataDir } = garden();
    sh("tt export");
    const dead = [
      "claude-manifest.json.4194304999-0123456789ab.next",
      "last-export.json.4194304999-0123456789ab.next.77",
    ];
    const live = `claude-manifest.json.${process.pid}-0123456789ab.next`;
    for (const name of [...dead, live]) writeFileSync(join(dataDir, name), "");
    sh("tt export");
    expect(leftovers(dataDir)).toEqual([live]);
  });

  it("is one, however it is spelled", () => {
    const { sh, home, dataDir } = garden();
    sh("tt export");
    symlinkSync(dataDir, join(home, "link"));
    for (const spelling of [".time-tracker", "./.time-tracker/.", "link", `${home}/.claude/../link/`])
      expect(sh(`tt export --data-dir ${spelling}`).stdout).toBe("");
  });

  it("may come from another machine, with other paths: nothing is lost", () => {
    const one = garden();
    one.sh("tt export");
    const two = garden();
    cpSync(one.dataDir, two.dataDir, { recursive: true });
    expect(linesOf(two.sh("tt export").stdout)).toEqual(two.full());
  });
});
