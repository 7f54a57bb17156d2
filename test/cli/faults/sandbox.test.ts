/** What the program does not do, as the kernel sees it; and what its output does not depend on. */
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { garden, linesOf, prompt, toolCalls } from "../../support/homes/garden.ts";
import { hasStrace } from "../../support/program/machine.ts";
import { tempDir, writeTree } from "../../support/program/temp.ts";
import { uglyTree } from "../../support/random/ugly-logs.ts";
import { itAlso, some } from "../../support/shares.ts";

describe.skipIf(!hasStrace)("to the kernel (needs strace), an export", () => {
  const calls = (script: string, trace: string, prepare: (home: string) => void = () => undefined) => {
    const world = garden();
    prepare(world.home);
    world.sh(`strace -f -qq -s 300 -o trace -e trace=${trace} ${script}`);
    return { world, calls: linesOf(readFileSync(join(world.home, "trace"), "utf8")) };
  };

  it("opens no connection to anywhere, and with a consumer only one within the machine", () => {
    expect(calls("$TT export", "socket,connect,bind").calls).toEqual([]);
    const { calls: local } = calls("$TT export -- cat", "socket,connect,bind");
    expect(local.filter((line) => /socket\(/.test(line) && !/AF_UNIX/.test(line))).toEqual([]);
    expect(local.length).toBeGreaterThan(0);
  });

  it("starts no other program than its consumer", () => {
    const started = (script: string) => calls(script, "execve").calls.filter((line) => line.includes(" = 0"));
    expect(started("$TT export")).toHaveLength(1);
    expect(started("$TT export -- cat")).toHaveLength(2);
  });

  it("loads nothing from the current directory (but what NODE_OPTIONS names, which is the person's own)", () => {
    const { calls: opened, world } = calls("$TT export", "openat,open", (home) => {
      for (const name of ["package.json", ".npmrc", ".env", "index.js", "node.config.json"])
        writeFileSync(join(home, name), "{");
      mkdirSync(join(home, "node_modules/luxon"), { recursive: true });
      writeFileSync(join(home, "node_modules/luxon/index.js"), "throw 1");
    });
    const here = opened.filter((line) => line.includes(world.home) && !line.includes("ENOENT"));
    expect(here.filter((line) => !/\.claude|\.time-tracker/.test(line))).toEqual([]);
    expect(opened.filter((line) => /AT_FDCWD, "[^/]/.test(line))).toEqual([]);
  });

  it("looks at no path that a log or a manifest names, outside the roots", () => {
    const { calls: seen } = calls("$TT export", "file", (home) => {
      const log = join(home, ".claude/projects/-home-ana-garden/s1.jsonl");
      const path = "/etc/c4nary/../x";
      const input = { file_path: path, path };
      const content = [{ type: "tool_use", id: "t", name: "Read", input }];
      writeFileSync(log, prompt("../../c4nary", { cwd: path, sessionId: "../../c4nary", agentId: "/c4nary" }));
      writeFileSync(log, prompt("t", { type: "assistant", message: { content }, cwd: path }), { flag: "a" });
      mkdirSync(join(home, ".time-tracker"));
      const entry = { byte_offset: 5, digest: "x", size: 9, mtime_ms: 1, ctime_ms: 1, inode: 1, reader: 1, memo: {} };
      const sessions = { [path]: entry, "/c4nary": entry, "../c4nary": entry };
      writeFileSync(join(home, ".time-tracker/claude-manifest.json"), JSON.stringify({ version: 2, sessions }));
    });
    expect(seen.filter((line) => line.includes("c4nary"))).toEqual([]);
    expect(seen.length).toBeGreaterThan(10);
  });

  it("opens no log that has not changed", () => {
    const { sh, home } = garden();
    sh("tt export; strace -f -qq -o trace -e trace=openat $TT export");
    expect(readFileSync(join(home, "trace"), "utf8")).not.toContain(".jsonl");
  });
});

describe("the bytes of a full export", () => {
  it("do not depend on zone, language, folder, umask, or the order in which logs were made", () => {
    const home = tempDir();
    const tree = [...uglyTree(11), ...uglyTree(12)];
    writeTree(join(home, ".claude"), new Map(tree));
    const reversed = tempDir();
    writeTree(join(reversed, ".claude"), new Map(tree.toReversed()));
    cpSync(join(reversed, ".claude"), join(reversed, "copy"), { recursive: true });
    const world = garden();
    const run = (dir: string, setting = "") => world.sh(`${setting} tt export --full --claude-dir ${dir}`).stdout;
    const want = run(join(home, ".claude"));
    expect(linesOf(want).length).toBeGreaterThan(50);
    for (const dir of some([join(reversed, ".claude"), join(reversed, "copy")])) expect(run(dir)).toBe(want);
    for (const setting of some(
      [
        "TZ=Asia/Kathmandu",
        "TZ=America/St_Johns LANG=tr_TR.UTF-8 LC_ALL=tr_TR.UTF-8",
        "LANG=ja_JP.UTF-8",
        "cd /;",
        "umask 777;",
        "unset PATH;",
        "NO_COLOR=1 FORCE_COLOR=3",
      ],
      3,
    ))
      expect(run(join(home, ".claude"), setting)).toBe(want);
  });

  it("stand in the order of the lines of each log, and of the bytes of their paths", () => {
    const { sh, claudeDir } = garden();
    for (const name of ["B", "a", "a-b", "a.b", "ä", "_"])
      writeTree(claudeDir, new Map([[`projects/${name}/x.jsonl`, prompt(`u-${name}`, { sessionId: name })]]));
    const names = linesOf(sh("tt export").stdout).map(
      (line) => (JSON.parse(line) as { session_id: string }).session_id,
    );
    expect([...new Set(names)]).toEqual(["s1", "B", "_", "a-b", "a.b", "a", "ä"]);
  });
});

describe("an export that is large enough for reading threads", () => {
  itAlso(
    "gives the same, and ends as soon, when its reader goes, its consumer fails or a signal comes",
    { timeout: 60_000 },
    () => {
      const world = garden();
      const filler = `{"type":"progress","data":"${"x".repeat(1 << 20)}"}\n`.repeat(64);
      for (const name of ["a", "b", "c"])
        writeTree(
          world.claudeDir,
          new Map([[`projects/p/${name}.jsonl`, toolCalls(`${name}1`, 3000) + filler + toolCalls(`${name}2`, 3000)]]),
        );
      expect(world.sh("(tt export; echo $? > code) | head -c 100000 > /dev/null").stderr).toBe("");
      expect(readFileSync(join(world.home, "code"), "utf8")).toBe("141\n");
      expect(world.sh("tt export -- sh -c 'head -c 100000 > /dev/null; exit 1'").code).toBe(74);
      const { stdout: status } = world.sh(
        "mkfifo f; tt export > f & exec 3< f; head -c 10 <&3 > /dev/null; kill -TERM $!; wait $!; echo $?",
      );
      expect(status).toBe("143\n");
      const { stdout } = world.sh("tt export");
      const names = linesOf(stdout).map((line) => (JSON.parse(line) as { id: string }).id);
      expect(names).toHaveLength(4 + 3 * 6001);
      expect(names.indexOf("remote.agent:agent_tool_use:2026-03-02T09:00:01.000Z:b1-0")).toBeGreaterThan(
        names.indexOf("remote.agent:agent_tool_use:2026-03-02T09:00:01.000Z:a2-2999"),
      );
      expect(world.sh("tt export").stdout).toBe("");
    },
  );
});
