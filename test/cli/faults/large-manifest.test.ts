/** A manifest that passes for a large one: what changes is kept beside it, through the same faults. */
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { garden, leftovers, linesOf, prompt, stateOf, type Garden } from "../../support/homes/garden.ts";
import { hasStrace } from "../../support/program/machine.ts";
import { playsAll, some } from "../../support/shares.ts";

interface Large extends Garden {
  /** The file of changes. */
  readonly changes: string;
  /** Runs a script in which manifests of any size are large. */
  readonly run: Garden["sh"];
}

/** A garden of some logs that was exported, and once more with one line since. */
function large(): Large {
  const world = garden();
  for (let index = 0; index < 12; index++)
    writeFileSync(join(world.claudeDir, `projects/-home-ana-garden/more${index}.jsonl`), prompt(`m${index}`));
  const run: Large["run"] = (script) => world.sh(script, { env: { TT_LARGE_MANIFEST: "1" } });
  expect(linesOf(run("tt export").stdout).length).toBeGreaterThan(12);
  const [whole] = stateOf(world.manifest);
  world.grow(prompt("u3"));
  expect(linesOf(run("tt export").stdout)).toHaveLength(1);
  expect(stateOf(world.manifest)[0]).toBe(whole);
  return { ...world, run, changes: join(world.dataDir, "claude-manifest.changes.json") };
}

const sessionsIn = (path: string) => (JSON.parse(readFileSync(path, "utf8")) as { sessions: object }).sessions;
const QUIET = { code: 0, stdout: "", stderr: "" };

describe("a large manifest", () => {
  it("is left as it is by a quiet run, by a line more, and by a delivery; status and doctor read both files", () => {
    const { run, sh, log, manifest, changes, grow, dataDir } = large();
    expect(statSync(changes).mode & 0o777).toBe(0o600);
    const before = [stateOf(manifest), stateOf(changes)];
    expect(run("tt export")).toEqual(QUIET);
    expect([stateOf(manifest), stateOf(changes)]).toEqual(before);
    expect(sessionsIn(changes)).toEqual({
      [log]: expect.objectContaining({ byte_offset: statSync(log).size }) as object,
    });
    grow(prompt("u4"));
    expect(run("tt export -- tt import; tt export -- tt import; tt export")).toMatchObject({ code: 0, stdout: "" });
    expect(run("tt update --full --quiet && tt report --json > /dev/null").code).toBe(0);
    grow(prompt("u5"));
    const whole = stateOf(manifest);
    expect(run("tt update --quiet")).toEqual(QUIET);
    expect(stateOf(manifest)).toEqual(whole);
    expect(run("tt status").stdout).toContain("13 logs, 13 tracked, all exported");
    const found = JSON.parse(run("tt doctor --json").stdout) as { findings: { kind: string; state: string }[] };
    expect(found.findings).toContainEqual(expect.objectContaining({ kind: "manifest-changes", state: "note" }));
    // Without the variable it is a small one: it is put together, by doctor as by an export.
    expect(sh("tt doctor --fix").code).toBe(0);
    expect([existsSync(changes), Object.keys(sessionsIn(manifest)).length]).toEqual([false, 13]);
    expect(run("tt export -- tt import")).toEqual(QUIET);
    expect(leftovers(dataDir)).toEqual([]);
  });

  it("forgets everything with --full, and what is excluded is remembered in the manifest itself", () => {
    const { run, manifest, changes, full, grow } = large();
    expect(linesOf(run("tt export --full").stdout)).toEqual(full());
    expect(sessionsIn(changes)).toEqual({});
    grow(prompt("u4"));
    run("tt export");
    expect(run("tt export --exclude /home/ana/diary --quiet").code).toBe(0);
    expect([readFileSync(manifest, "utf8"), sessionsIn(changes)]).toEqual([
      expect.stringContaining("/home/ana/diary"),
      {},
    ]);
  });
});

describe("a file of changes", () => {
  it("that is lost, damaged or of another manifest costs repeats, no event, and is told", () => {
    const { run, changes, manifest, grow } = large();
    rmSync(changes);
    expect(linesOf(run("tt export").stdout)).toHaveLength(1);
    expect(run("tt export")).toEqual(QUIET);
    for (const text of some(["{", "", "{}", '{"version":2,"sessions":[]}'], 3)) {
      grow(prompt(`v${text.length}`));
      run("tt export");
      writeFileSync(changes, text);
      expect(run("tt status").stdout).toContain("what has changed in the manifest of claude-code cannot be understood");
      const { code, stdout, stderr } = run("tt export");
      expect([code, linesOf(stdout).length]).toEqual([0, 1]);
      expect(stderr).toMatch(/^tt: warning: what has changed in the manifest cannot be understood/);
      expect(run("tt export")).toEqual(QUIET);
    }
    grow(prompt("w"));
    run("tt export");
    writeFileSync(manifest, JSON.stringify(JSON.parse(readFileSync(manifest, "utf8")), null, 2));
    expect(linesOf(run("tt export").stdout)).toHaveLength(1);
    grow(prompt("x"));
    run("tt export");
    writeFileSync(changes, "{");
    expect(run("tt doctor --fix").stdout).toContain("aside");
    expect(existsSync(changes)).toBe(false);
    expect(linesOf(run("tt export").stdout)).toHaveLength(1);
  });

  it("that cannot be read ends the run with 74, one of a newer version with 78, before any output", () => {
    const { run, changes, manifest, grow } = large();
    grow(prompt("u4"));
    writeFileSync(changes, '{"version": 3}');
    const before = [stateOf(manifest), stateOf(changes)];
    expect(run("tt export")).toMatchObject({ code: 78, stdout: "" });
    expect([stateOf(manifest), stateOf(changes)]).toEqual(before);
    rmSync(changes);
    mkdirSync(changes);
    chmodSync(changes, 0o700);
    expect(run("tt export")).toMatchObject({ code: 74, stdout: "" });
  });

  it("that cannot be written leaves both files as they are, and what is delivered comes again", () => {
    for (const limit of some([100, 1])) {
      const { run, changes, manifest, grow, dataDir } = large();
      grow(prompt("u4"));
      const before = [stateOf(manifest), stateOf(changes)];
      const ended = run(`(prlimit --fsize=${limit} $TT export) | cat; exit 0`);
      expect(linesOf(ended.stdout)).toHaveLength(1);
      expect(ended.stderr).toContain("their positions could not be stored");
      expect([stateOf(manifest), stateOf(changes), leftovers(dataDir)]).toEqual([...before, []]);
      expect(run("tt export").stdout).toBe(ended.stdout);
      expect(run("tt export")).toEqual(QUIET);
    }
  });

  it.skipIf(!hasStrace)(
    "killed at each call of a save or of a fold: before or after, never a mix (needs strace)",
    () => {
      const rows = [
        ["tt export", "rename"],
        ["tt export --exclude /home/ana/diary", "rename"],
        ["tt export --exclude /home/ana/diary", "fsync"],
        ["tt export --exclude /home/ana/diary", "openat"],
      ] as const;
      for (const [at, [how, call]] of some(rows).entries()) {
        const { run, grow, manifest, changes } = large();
        grow(prompt("u4"));
        const [before, more] = [readFileSync(manifest), readFileSync(changes)];
        const options = call === "openat" ? `-P ${manifest} -P ${changes}` : "";
        // Of each every second call, and all of them together.
        for (let when = playsAll ? 1 : 1 + (at % 2); when <= 4; when += playsAll ? 1 : 2) {
          writeFileSync(manifest, before);
          writeFileSync(changes, more);
          run(
            `strace -f -qq -o /dev/null ${options} -e trace=${call} -e inject=${call}:signal=KILL:when=${when} $TT ${how.slice(3)} | cat`,
          );
          // Only what was delivered since may come again, and it does not come twice after that.
          const { code, stdout } = run(`${how} --quiet`);
          expect([code, linesOf(stdout).length <= 1], `${how} ${call} ${when}`).toEqual([0, true]);
          expect(run(how), `${how} ${call} ${when}`).toEqual(QUIET);
        }
      }
    },
  );
});
