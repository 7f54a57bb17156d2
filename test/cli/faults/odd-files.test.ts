/** What may lie among the logs and be none, what cannot be read, and what leaves while it is looked for. */
import {
  appendFileSync,
  chmodSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { once } from "node:events";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { garden, linesOf, prompt } from "../../support/homes/garden.ts";
import { permissionsCount } from "../../support/program/machine.ts";
import { startShell } from "../../support/program/shell.ts";
import { some } from "../../support/shares.ts";

describe("what is named like a log", () => {
  it("and is a FIFO, a socket, a device, a directory or a link is not read, nor waited for", async () => {
    const { sh, log, home, full } = garden();
    const want = full();
    const at = (name: string) => join(dirname(log), name);
    sh(`mkfifo ${at("fifo.jsonl")}; mknod ${at("device.jsonl")} c 1 5 2> /dev/null`);
    const server = createServer().listen(at("socket.jsonl"));
    await once(server, "listening");
    mkdirSync(at("directory.jsonl"));
    writeFileSync(join(home, "secret"), prompt("secret"));
    symlinkSync(join(home, "secret"), at("link.jsonl"));
    symlinkSync("/nonexistent", at("dangling.jsonl"));
    symlinkSync("loop.jsonl", at("loop.jsonl"));
    symlinkSync("/dev/zero", at("zero.jsonl"));
    symlinkSync("..", at("up"));
    symlinkSync("/etc", join(home, ".claude/projects/etc"));
    symlinkSync("/nonexistent", join(home, ".claude/projects/gone"));
    symlinkSync("self", join(home, ".claude/projects/self"));
    const { code, stdout } = sh("timeout 10 $TT export");
    expect([code, linesOf(stdout)]).toEqual([0, want]);
    expect(sh("tt export").stdout).toBe("");
    server.close();
  });

  it("and is another name of a log gives no new event", () => {
    const { sh, log, full } = garden();
    const want = full();
    linkSync(log, join(dirname(log), "s1 copy.jsonl"));
    expect([...new Set(linesOf(sh("tt export").stdout))]).toEqual(want);
  });

  it("and is named with a newline, an escape, a quote, a dash, 255 bytes, bytes that are no UTF-8 or `__proto__` is a log like any other", () => {
    const { sh, log, manifest } = garden();
    const project = dirname(log);
    const names = [
      "a\nb",
      "\u001b[2J",
      `"'\\`,
      "-rf",
      "x".repeat(249),
      "e\u0301",
      "\u00e9",
      "__proto__",
      "constructor",
    ];
    for (const [index, name] of names.entries()) writeFileSync(join(project, `${name}.jsonl`), prompt(`n${index}`));
    for (const byte of [0xff, 0xfe])
      writeFileSync(
        Buffer.concat([Buffer.from(`${project}/`), Buffer.from([byte]), Buffer.from(".jsonl")]),
        prompt(`b${byte}`),
      );
    mkdirSync(join(project, "constructor"));
    writeFileSync(join(project, "constructor/__proto__.jsonl"), prompt("deep"));
    const first = linesOf(sh("tt export").stdout);
    expect(new Set(first).size).toBe(4 + names.length + 3);
    expect(sh("tt export")).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(Object.keys((JSON.parse(readFileSync(manifest, "utf8")) as { sessions: object }).sessions)).toHaveLength(
      1 + names.length + 3,
    );
    appendFileSync(
      Buffer.concat([Buffer.from(`${project}/`), Buffer.from([0xfe]), Buffer.from(".jsonl")]),
      prompt("later"),
    );
    expect(linesOf(sh("tt export").stdout)).toEqual([expect.stringContaining(":later")]);
  });
});

describe.skipIf(!permissionsCount)("what cannot be read", () => {
  it("is warned of, the rest is exported, and it comes when it can be read", () => {
    const { sh, log, full } = garden({ other: true });
    const hidden = join(dirname(log), "hidden.jsonl");
    writeFileSync(hidden, prompt("hidden"));
    chmodSync(hidden, 0);
    for (const code of [0, 3]) {
      const ended = sh(code === 0 ? "tt export" : "tt export --strict");
      expect(ended).toMatchObject({ code, stderr: `tt: warning: cannot read \`${hidden}\` (EACCES)\n` });
    }
    chmodSync(hidden, 0o644);
    expect(linesOf(sh("tt export").stdout)).toEqual([
      expect.stringContaining("agent_session"),
      expect.stringContaining(":hidden"),
    ]);
    expect(full()).toHaveLength(6);
  });

  it("as a directory keeps its entries, so that nothing is repeated when it is back", () => {
    const { sh, log, manifest } = garden({ other: true });
    sh("tt export");
    const entries = () => Object.keys((JSON.parse(readFileSync(manifest, "utf8")) as { sessions: object }).sessions);
    const before = entries();
    const other = join(dirname(log), "../other");
    mkdirSync(other);
    writeFileSync(join(other, "s2.jsonl"), prompt("u9"));
    chmodSync(dirname(log), 0);
    expect(sh("tt export")).toMatchObject({ code: 0, stderr: expect.stringContaining("(EACCES)") as string });
    expect(entries()).toEqual(expect.arrayContaining(before));
    chmodSync(dirname(log), 0o755);
    expect(sh("tt export").stdout).toBe("");
  });
});

describe("a root", () => {
  it("that is gone keeps its entries: when it is back, nothing is repeated", () => {
    const { sh, claudeDir } = garden();
    sh("tt export");
    for (const away of some([claudeDir, join(claudeDir, "projects")])) {
      renameSync(away, `${away}.away`);
      sh("tt export");
      renameSync(`${away}.away`, away);
      expect(sh("tt export").stdout).toBe("");
    }
  });

  it("that was not asked for keeps its entries: two roots in turn repeat nothing", () => {
    const one = garden();
    const two = garden();
    const run = (dir: string) => one.sh(`tt export --claude-dir ${dir} --data-dir ${one.dataDir}`).stdout;
    expect([run(one.claudeDir), run(two.claudeDir)].map((text) => linesOf(text).length)).toEqual([4, 4]);
    expect([run(one.claudeDir), run(two.claudeDir)]).toEqual(["", ""]);
  });

  it("named by a relative path in the environment is the same from everywhere", () => {
    const { sh, home } = garden();
    mkdirSync(join(home, "sub"));
    expect(linesOf(sh("CLAUDE_CONFIG_DIR=.claude tt export").stdout)).toHaveLength(4);
    expect(sh("cd sub; CLAUDE_CONFIG_DIR=../.claude tt export").stdout).toBe("");
    expect(sh("CLAUDE_CONFIG_DIR= tt export").stdout).toBe("");
  });

  it("of all sessions that were deleted gives nothing, and all when they are restored", () => {
    const { sh, log, full } = garden();
    sh("tt export");
    const bytes = readFileSync(log);
    rmSync(log);
    expect(sh("tt export")).toEqual({ code: 0, stdout: "", stderr: "" });
    writeFileSync(log, bytes);
    expect(linesOf(sh("tt export").stdout)).toEqual(full());
  });
});

describe("the logs", () => {
  it("are not touched: bytes, modes and times stay, and nothing is made beside them", () => {
    const { sh, claudeDir, log } = garden();
    const picture = () => [
      readFileSync(log, "utf8"),
      statSync(log).mtimeMs,
      statSync(log).mode,
      sh(`ls -lAR --time-style=full-iso ${claudeDir}`).stdout,
    ];
    const before = picture();
    sh("tt export; tt export --full; tt export --dry-run; tt export --since 7d");
    expect(picture()).toEqual(before);
  });

  it("may come, grow and leave while they are looked for: whole lines come out, and at the end all of them", async () => {
    const { sh, home, log, full } = garden();
    const project = dirname(log);
    const child = startShell(
      `i=0; while [ -e ${home}/go ]; do i=$((i+1)); echo '${prompt("grown").trim()}' >> ${log}; ` +
        `echo '${prompt("passing").trim()}' > ${project}/passing$((i%5)).jsonl; rm -f ${project}/passing$(((i+2)%5)).jsonl; ` +
        `printf '%s' '${prompt("half").slice(0, 60)}' > ${project}/half.jsonl; sleep 0.002; done`,
      { home },
    );
    writeFileSync(join(home, "go"), "");
    const restarted = child.exitCode === null ? child : undefined;
    const known = new Set<string>();
    for (let round = 0; round < 8; round++) {
      const { code, stdout } = sh("tt export");
      expect(code).toBe(0);
      for (const line of linesOf(stdout)) known.add(line);
    }
    rmSync(join(home, "go"));
    if (restarted !== undefined && restarted.exitCode === null) await once(restarted, "exit");
    for (const line of linesOf(sh("tt export").stdout)) known.add(line);
    expect(full().filter((line) => !known.has(line))).toEqual([]);
    expect([...known].filter((line) => !/:(u\d|grown|passing|s1:started)"/.test(line))).toEqual([]);
  });
});
