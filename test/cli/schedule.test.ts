/** The entries that `tt schedule` prints are run as their timers would run them. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { stored } from "../support/store/import.ts";
import { tempDir } from "../support/program/temp.ts";
import type { TtOptions } from "../support/program/tt.ts";
import { tt } from "../support/warm/tt.ts";

const demo = join(import.meta.dirname, "../../fixtures/demo/home");
const hasSystemd = spawnSync("systemd-analyze", ["--version"]).status === 0;
const hasPython = spawnSync("python3", ["--version"]).status === 0;
const hasFlock = spawnSync("flock", ["--version"]).status === 0;

/** A home whose paths are hard on every quoting, and the program in it. */
function garden(env: TtOptions["env"] = {}) {
  const home = join(tempDir(), 'ana\'s 100% $HOME & "co" <1>');
  mkdirSync(home);
  cpSync(demo, home, { recursive: true });
  const data = join(home, "the data");
  mkdirSync(data, { mode: 0o700 });
  const run = (...args: readonly string[]) => tt(args, { home, env: { TT_DATA_DIR: data, ...env } });
  const count = async () => (await stored({ db: undefined, dataDir: data })).length;
  return { home, data, run, count };
}

/** What cron does with a line: a percent sign is a newline unless it is escaped, and the rest is for the shell. */
function runCron(line: string) {
  const [, command = ""] = /^(?:\S+ ){5}(.*)$/.exec(line.trimEnd()) ?? [];
  return spawnSync("/bin/sh", ["-c", command.replaceAll("\\%", "%")], { env: {}, cwd: "/", encoding: "utf8" });
}

/** What `tt import` gets of the demo: with evidence. */
const DEMO_EVENTS = 1017;

describe("tt schedule", () => {
  it("prints a service for systemd that follows, started again after a failure, but not after wrong words", () => {
    const { run } = garden();
    const { code, stdout, stderr } = run("schedule", "systemd", "--follow");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^# tt-follow\.service\n[^]*\nExecStart=.* export --follow [^]*\nRestart=on-failure\n/);
    expect(stdout).toContain("RestartPreventExitStatus=2 78\n");
    expect(stderr).toContain("enable --now tt-follow.service");
    expect(run("schedule", "cron", "--follow").code).toBe(2);
    expect(run("schedule", "systemd", "--follow", "--every", "5m").code).toBe(2);
  });

  it("prints a line for cron that exports and imports in an empty environment", async () => {
    const { run, count } = garden();
    const { code, stdout, stderr } = run("schedule", "cron", "--every", "15m");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\*\/15 \* \* \* \* .* -- tt import # tt export\n$/);
    expect(stderr).toContain("| crontab -\n");
    const { status, stdout: out, stderr: err } = runCron(stdout);
    expect([status, out, err]).toEqual([0, "", ""]);
    expect(await count()).toBe(DEMO_EVENTS);
  });

  it.skipIf(!hasFlock)("never runs twice at once under cron (skipped without flock)", async () => {
    const { run, data, count } = garden();
    const { stdout } = run("schedule", "cron");
    const held = spawnSync(
      "flock",
      [join(data, "export.lock"), "sh", "-c", stdout.replace(/^(?:\S+ ){5}/, "").replaceAll("\\%", "%")],
      { env: {} },
    );
    expect(held.status).toBe(0);
    expect(await count()).toBe(0);
  });

  it("is installed into a crontab by the lines it tells, once, beside what is there", () => {
    const { home, run } = garden();
    const { stdout, stderr } = run("schedule", "cron");
    writeFileSync(
      join(home, "crontab"),
      '#!/bin/sh\nif [ "$1" = -l ]; then cat "$HOME/tab"; else cat > "$HOME/new"; fi\n',
      { mode: 0o755 },
    );
    writeFileSync(join(home, "tab"), "0 0 * * * true\n");
    const install = stderr
      .split("\n")
      .filter((line) => line.startsWith("  "))
      .join("\n");
    for (let times = 0; times < 2; times++) {
      const { status } = spawnSync("sh", ["-c", install], {
        env: { PATH: `${home}:${process.env["PATH"] ?? ""}`, HOME: home },
      });
      expect(status).toBe(0);
      renameSync(join(home, "new"), join(home, "tab"));
    }
    expect(readFileSync(join(home, "tab"), "utf8")).toBe(`0 0 * * * true\n${stdout}`);
  });

  it("prints units for systemd whose ExecStart does the same", async () => {
    const { home, run, count } = garden();
    const { stdout, stderr } = run("schedule", "systemd");
    const words = execStartWords(/^ExecStart=(.*)$/m.exec(stdout)?.[1] ?? "");
    const { status, stderr: err } = spawnSync(words[0] ?? "", words.slice(1), { env: {}, cwd: "/", encoding: "utf8" });
    expect([status, err]).toEqual([0, ""]);
    expect(await count()).toBe(DEMO_EVENTS);
    const install = stderr.split("\n").find((line) => line.includes("awk")) ?? "false";
    expect(spawnSync("sh", ["-c", install], { env: { PATH: process.env["PATH"], HOME: home } }).status).toBe(0);
    const units = join(home, ".config/systemd/user");
    const both = ["tt-export.service", "tt-export.timer"].map((name) => readFileSync(join(units, name), "utf8"));
    expect(both.join("")).toBe(stdout);
  });

  it.skipIf(!hasSystemd)("prints units that systemd accepts (skipped where it is missing)", () => {
    const { home, run } = garden();
    const [service = "", timer = ""] = run("schedule", "systemd", "--every", "1h").stdout.split(
      /(?=^# tt-export.timer)/m,
    );
    writeFileSync(join(home, "tt-export.service"), service);
    writeFileSync(join(home, "tt-export.timer"), timer);
    const { status, stderr } = spawnSync(
      "systemd-analyze",
      ["verify", "--user", "tt-export.service", "tt-export.timer"],
      {
        cwd: home,
        encoding: "utf8",
        env: {
          PATH: process.env["PATH"],
          HOME: home,
          XDG_RUNTIME_DIR: home,
          SYSTEMD_UNIT_PATH: `${home.replaceAll(":", "\\:")}:`,
        },
      },
    );
    expect([status, stderr.split("\n").filter((said) => said.includes("tt-export"))]).toEqual([0, []]);
  });

  it.skipIf(!hasPython)("prints a property list for launchd (skipped without python3 to read it)", async () => {
    const { run, data, count } = garden();
    const { stdout } = run("schedule", "launchd", "--every", "1h");
    const read = spawnSync(
      "python3",
      ["-c", "import sys,plistlib,json; print(json.dumps(plistlib.loads(sys.stdin.buffer.read())))"],
      { input: stdout, encoding: "utf8" },
    );
    const list = JSON.parse(read.stdout) as { ProgramArguments: readonly string[]; StartInterval: number };
    expect(list).toMatchObject({
      Label: "local.tt.export",
      StartInterval: 3600,
      StandardErrorPath: join(data, "export.log"),
    });
    const [node = "", ...args] = list.ProgramArguments;
    expect(spawnSync(node, args, { env: {}, cwd: "/" }).status).toBe(0);
    expect(await count()).toBe(DEMO_EVENTS);
  });

  it("keeps what is in force: directories, variables, the store, the machine", () => {
    const { home, run } = garden({ TT_MACHINE_ID: "shed", TT_DB: "elsewhere.db", CLAUDE_CONFIG_DIR: "/nowhere/yet" });
    const { stdout } = run("schedule", "launchd", "--quiet");
    const words = [...stdout.matchAll(/<string>(.*)<\/string>/g)].map(([, word]) => word);
    expect(words.join(" ")).toContain("--claude-dir /nowhere/yet");
    expect(words.join(" ")).toContain("--machine-id shed");
    expect(words.slice(words.indexOf("--db"))[1]).toContain("elsewhere.db");
    expect(run("schedule", "cron", "--quiet").stderr).toBe("");
    expect(home).not.toBe("");
  });

  it("prints an entry that looks where an agent is today, and where it usually is tomorrow", async () => {
    const { home, run, count } = garden();
    const { stdout } = run("schedule", "cron", "--quiet");
    mkdirSync(join(home, ".config"));
    renameSync(join(home, ".claude"), join(home, ".config/claude"));
    const { status, stderr } = runCron(stdout);
    expect([status, stderr, await count()]).toEqual([0, "", DEMO_EVENTS]);
  });

  it("has the variables on which usual directories depend, in place of the directories", () => {
    const { run } = garden({ XDG_CONFIG_HOME: "/nowhere/config", KIRO_HOME: "/nowhere/kiro", CODEX_HOME: "/w" });
    const { stdout } = run("schedule", "launchd", "--quiet");
    const words = [...stdout.matchAll(/<string>(.*)<\/string>/g)].map(([, word = ""]) => word);
    const variables = words.slice(words.findIndex((word) => word.endsWith("/env")) + 1, words.indexOf("export") - 2);
    expect(variables.map((word) => word.slice(0, word.indexOf("=") + 1)).sort()).toEqual([
      "HOME=",
      "KIRO_HOME=",
      "XDG_CONFIG_HOME=",
    ]);
    expect(variables).toContain("KIRO_HOME=/nowhere/kiro");
    expect(words.filter((word) => word.startsWith("--"))).toEqual(["--strict", "--codex-dir", "--data-dir", "--"]);
  });

  it("keeps what exports before were made with: the machine, and more types than usual", async () => {
    const { run, count } = garden();
    const entry = (...args: readonly string[]) => run("schedule", "cron", "--quiet", ...args).stdout;
    expect(entry()).not.toContain("--types");
    expect(entry("--types", "all")).toContain(" --types all ");
    expect(run("schedule", "cron", "--types", "everything").code).toBe(2);
    run("update", "--machine-id", "desk", "--types", "all");
    expect(entry()).toContain(" --machine-id desk --types all ");
    expect(entry("--types", "core")).toContain(" --types core ");
    const { status, stderr } = runCron(entry());
    expect([status, stderr, await count()]).toEqual([0, "", DEMO_EVENTS]);
  });

  it("refuses what a timer cannot do, a machine ID that every run would refuse, and a password that others could read", () => {
    const { run } = garden();
    for (const every of ["7m", "0m", "90m", "5h", "2d", "soon", "5"])
      expect([every, run("schedule", "cron", "--every", every).code]).toEqual([every, 2]);
    expect(run("schedule", "anacron").code).toBe(2);
    expect(run("schedule").code).toBe(2);
    expect(run("schedule", "cron", "--machine-id", "a b")).toEqual({
      code: 2,
      stdout: "",
      stderr: "tt: not a machine ID: 'a b'\n\nhint: 1 to 64 of A-Z a-z 0-9 . _ -\n",
    });
    const { code, stderr } = run("schedule", "cron", "--db", "postgres://ana:rosebud@shed/garden");
    expect([code, stderr]).toEqual([2, expect.not.stringContaining("rosebud")]);
    expect(run("schedule", "cron", "--db", "postgres://ana@shed/garden").stdout).toContain(
      "postgres://ana@shed/garden",
    );
  });
});

/** The words of an ExecStart, by the rules of systemd.service(5) that its quoting uses. */
function execStartWords(line: string): readonly string[] {
  return [...line.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map(([, quoted, plain]) =>
    (quoted?.replaceAll(/\\(.)/g, "$1") ?? plain ?? "").replaceAll("%%", "%").replaceAll("$$", "$"),
  );
}
