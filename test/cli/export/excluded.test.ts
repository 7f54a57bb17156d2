/** Sessions in a directory that is private: never printed, and remembered through every loss but that of all state. */
import { appendFileSync, chmodSync, readFileSync, rmSync, symlinkSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { giveTo, linesOf, prompt } from "../../support/homes/garden.ts";
import { permissionsCount, unprivileged } from "../../support/program/machine.ts";
import { shell, type ShellOptions } from "../../support/program/shell.ts";
import { tempDir, writeTree } from "../../support/program/temp.ts";

const CODEX_DAY = ".codex/sessions/2026/03/02";

/** Claude Code worked in two directories and on their border, Codex in the private one. */
function neighbours() {
  const home = tempDir();
  const diary = join(home, "diary");
  mkdirSync(join(diary, "2026"), { recursive: true });
  symlinkSync(diary, join(home, "link"));
  const within = (cwd: string) => ({ cwd, sessionId: `s-${cwd.length}` });
  const log = ".claude/projects/p/s1.jsonl";
  const rollout = [
    {
      type: "session_meta",
      payload: { id: "c1", timestamp: "2026-03-02T09:00:00.000Z", cwd: diary, cli_version: "0.142.0" },
    },
    { type: "event_msg", payload: { type: "user_message", message: "dear diary" } },
  ].map((record) => `${JSON.stringify({ timestamp: "2026-03-02T09:00:00.000Z", ...record })}\n`);
  writeTree(
    home,
    new Map([
      [
        log,
        prompt("open", within("/home/ana/garden")) +
          prompt("private", within(diary)) +
          prompt("below", within(join(diary, "2026"))) +
          prompt("beside", within(`${diary}-public`)),
      ],
      [join(CODEX_DAY, "rollout-2026-03-02T09-00-00-c1.jsonl"), rollout.join("")],
    ]),
  );
  const sh = (script: string, options: Partial<ShellOptions> = {}) => shell(script, { home, ...options });
  const data = join(home, ".time-tracker");
  return { home, diary, sh, data, grow: (more: string) => appendFileSync(join(home, log), more) };
}

const directoriesOf = (stdout: string) =>
  new Set(linesOf(stdout).map((line) => (JSON.parse(line) as { readonly cwd?: string }).cwd));

describe("tt export --exclude", () => {
  it("prints no event of a directory and what is below it, by any name of it, whichever agent worked there", () => {
    const { diary, sh } = neighbours();
    for (const named of ["diary", "link", `${diary}/`]) {
      const { code, stdout, stderr } = sh(`tt export --full --exclude ${named} --summary json`);
      expect([code, directoriesOf(stdout)]).toEqual([0, new Set(["/home/ana/garden", `${diary}-public`])]);
      const { sources } = JSON.parse(linesOf(stderr).at(-1) ?? "") as { sources: Record<string, { skipped: object }> };
      expect(sources["claude-code"]?.skipped).toMatchObject({ excluded: 4 });
      expect(sources["codex"]?.skipped).toMatchObject({ excluded: 2 });
    }
    expect(sh("tt export --exclude ''")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("--exclude is empty"),
    });
  });

  it("is remembered, also when a manifest or the note is lost, by windows, and for agents that come later", () => {
    const { home, diary, sh, data, grow } = neighbours();
    sh("tt export --source claude-code --exclude diary");
    grow(prompt("more", { cwd: diary }));
    const isKept = (command: string) => {
      const { code, stdout } = sh(command);
      expect([code, [...directoriesOf(stdout)].filter((cwd) => cwd?.startsWith(`${diary}/`) || cwd === diary)]).toEqual(
        [0, []],
      );
    };
    isKept("tt export");
    isKept("tt export --full");
    isKept("tt export --since 2026-01-01");
    rmSync(join(data, "last-export.json"));
    isKept("tt export --since 2026-01-01");
    isKept("tt export --full");
    for (const manifest of ["claude-manifest.json", "codex-manifest.json"]) writeFileSync(join(data, manifest), "{");
    isKept("tt export");
    expect(readFileSync(join(data, "claude-manifest.json"), "utf8")).toContain(`"exclude": ["${diary}"]`);
    const { stdout } = sh("tt status");
    expect(stdout).toContain(`sessions that are never exported: those in ${diary}`);
    expect(stdout).not.toContain("gave no events");
    expect(sh("tt export --include nowhere")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(`excluded are: ${diary}`),
    });
    rmSync(join(home, ".codex"), { recursive: true });
    expect(sh("tt export --source claude-code --include diary --full").stdout).toContain('"cwd":"' + diary);
    expect(readFileSync(join(data, "codex-manifest.json"), "utf8")).not.toContain("exclude");
    expect(directoriesOf(sh("tt export --full").stdout).has(diary)).toBe(true);
  });

  it("says what it does not do: call back, and bring back", () => {
    const { sh, diary } = neighbours();
    sh("tt export");
    const dry = sh("tt export --full --dry-run --exclude diary").stderr;
    expect([dry.includes("from now on"), dry.includes("excluded")]).toEqual([false, true]);
    const { stderr } = sh("tt export --exclude diary");
    expect(stderr).toContain(`from now on no session in \`${diary}\` is exported`);
    expect(stderr).toContain("'tt projects set DIR --ignore'");
    expect(sh("tt export").stderr).toBe("");
    expect(sh("tt export --include diary").stderr).toContain("comes with --full");
    expect(sh("tt export --since today --include diary")).toMatchObject({ code: 2 });
  });

  it("is remembered though another export, which was not told, ends later", () => {
    const { diary, sh, data, grow } = neighbours();
    const other = "$TT export --exclude diary --fields minimal -- cat";
    sh(`tt export -- sh -c 'cat; ${other}'`);
    for (const file of ["claude-manifest.json", "codex-manifest.json", "last-export.json"]) {
      expect(readFileSync(join(data, file), "utf8"), file).toContain(diary);
      expect(readFileSync(join(data, file), "utf8"), file).toContain("minimal");
    }
    grow(prompt("private too", { cwd: diary, sessionId: "s-new" }));
    expect(sh("tt export").stdout).toBe("");
    // And so is that it ended.
    sh(`tt export --full -- sh -c 'cat; $TT export --include diary --fields all -- cat'`);
    grow(prompt("open now", { cwd: diary, sessionId: "s-new" }));
    expect(directoriesOf(sh("tt export").stdout)).toEqual(new Set([diary]));
  });

  it.skipIf(!permissionsCount)("warns of what cannot forget an exclusion, as of every manifest", () => {
    const { home, sh, data } = neighbours();
    expect(sh("tt export --exclude diary").code).toBe(0);
    giveTo(home);
    chmodSync(data, 0o500);
    const run = sh("tt export --include diary --source codex --summary json", { as: unprivileged });
    chmodSync(data, 0o700);
    expect(run.code).toBe(0);
    const { warnings } = JSON.parse(linesOf(run.stderr).at(-1) ?? "") as { readonly warnings: readonly object[] };
    expect(warnings).toContainEqual(
      expect.objectContaining({ kind: "manifest-unwritten", path: join(data, "claude-manifest.json") }),
    );
  });

  it("of a window says that it is of this window alone", () => {
    const { diary, sh } = neighbours();
    const { stdout, stderr } = sh("tt export --since 2026-01-01 --exclude diary --fields minimal");
    expect([...directoriesOf(stdout)].some((path) => path?.includes("diary/") || path?.endsWith("/diary"))).toBe(false);
    expect(stderr).toMatch(
      /^tt: this holds for this window alone: --exclude and --fields minimal\nhint: an export without/,
    );
    expect(sh("tt export --since 2026-01-01 --exclude diary -q").stderr).toBe("");
    expect(directoriesOf(sh("tt export").stdout)).toContain(diary);
  });
});

describe("another destination of the same data directory", () => {
  it("is warned of what it misses, once", () => {
    const { sh, grow } = neighbours();
    sh("tt export -- cat");
    grow(prompt("u9"));
    expect(sh("tt export -- sh -c 'cat >/dev/null'").stderr).toMatch(
      /went to 'cat' until now: 'sh' gets only what is new since\nhint: .*--data-dir.*--full/,
    );
    grow(prompt("u10"));
    expect(sh("tt export -- sh -c 'cat >/dev/null'").stderr).toBe("");
    expect(sh("tt export --quiet").stderr).toBe("");
    expect(sh("tt export --dry-run -- cat").stderr).toContain("went to 'sh' until now: 'cat'");
    expect(sh("tt export --full -- cat").stderr).toBe("");
    expect(sh("tt export --since today").stderr).toBe("");
    expect(sh("tt export -- /bin/false").stderr).toContain("went to 'cat' until now: 'false'");
    expect(sh("tt export -- tt import").stderr).toMatch(/lacks events that were exported before/);
  });
});

describe("reports of logs that have grown since", () => {
  it("say so in one line, or update first with --fresh", () => {
    const { home, sh, grow } = neighbours();
    expect(sh("tt report").stderr).toBe("");
    sh("tt export --machine-id shed -- tt import");
    // Not of this very moment: a report in the same second has nothing of it yet.
    grow(prompt("now", { timestamp: new Date(Date.now() - 2000).toISOString() }));
    const grown = /^tt: 1 log grew since the last export \(just now\): 'tt update', or --fresh\n/;
    for (const command of ["report today", "intervals", "day", "explain", "projects"])
      expect(sh(`tt ${command}`).stderr, command).toMatch(grown);
    expect(sh("tt report 2026-03").stderr).toBe("");
    expect(sh("tt intervals --quiet").stderr).toBe("");
    const { code, stdout, stderr } = sh("tt report today --csv --fresh");
    expect([code, linesOf(stdout).length, stderr]).toEqual([0, 2, ""]);
    expect(sh("tt report today").stderr).toBe("");
    writeFileSync(join(home, ".time-tracker/tracker.db"), "no database");
    expect(sh("tt report today --fresh")).toMatchObject({ code: 74, stdout: "" });
  });

  it("with --fresh are as of after the update: a prompt of meanwhile counts until then, and for nothing yet to come", () => {
    const { home, sh } = neighbours();
    const program = `
      const update = process.argv[2] === "update";
      const now = Date.now();
      const line = ${JSON.stringify(prompt("now"))}.replace(/"timestamp":"[^"]*"/, \`"timestamp":"\${new Date(now).toISOString()}"\`);
      if (update) require("node:fs").appendFileSync("${join(home, ".claude/projects/p/s1.jsonl")}", line);
      // Reports count whole seconds.
      if (update) process.on("exit", () => { while (Math.floor(Date.now() / 1000) <= Math.floor(now / 1000)); });
      import(process.env.BIN);`;
    writeFileSync(join(home, "tt.cjs"), program);
    const { code, stdout } = sh(`BIN="$BIN" "$NODE" tt.cjs report --since 1h --fresh --json`);
    const { total } = JSON.parse(stdout) as { readonly total: { readonly human_s: number } };
    expect([code, total.human_s > 0, total.human_s < 60]).toEqual([0, true, true]);
  });
});
