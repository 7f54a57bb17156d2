/** The standard output in all its kinds and ends: nothing is stored that was not written. */
import { existsSync, linkSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { garden, linesOf, prompt, stateOf } from "../../support/homes/garden.ts";
import { hasStrace } from "../../support/program/machine.ts";
import { startShell } from "../../support/program/shell.ts";
import { some } from "../../support/shares.ts";

const hasScript = existsSync("/usr/bin/script");
const BIG = 6000;

describe("the standard output", () => {
  it.each(some([1, 0, 1_000_000, 5000]))(
    "may be closed by its reader after %i bytes: exit 141, quietly, nothing stored",
    (k) => {
      const world = garden({ events: BIG });
      const { stderr } = world.sh(`(tt export; echo $? > code) | head -c ${k} > kept`);
      expect([stderr, readFileSync(join(world.home, "code"), "utf8")]).toEqual(["", "141\n"]);
      const full = world.full();
      expect(linesOf(readFileSync(join(world.home, "kept"), "utf8")).every((line, at) => line === full[at])).toBe(true);
      world.expectNothingStored();
    },
  );

  it("is full: exit 74, a word, nothing stored", () => {
    const world = garden();
    expect(world.sh("tt export > /dev/full")).toEqual({
      code: 74,
      stdout: "",
      stderr:
        "tt: cannot write the events (ENOSPC)\n\nhint: no position was stored: the next export delivers them again\n",
    });
    world.expectNothingStored();
  });

  it("ends at a limit of the size of files, at any byte: exit 74, nothing stored", () => {
    for (const limit of some([700, 1, 4096, 100_001], 3)) {
      const world = garden({ events: BIG });
      expect(world.sh(`prlimit --fsize=${limit} $TT export > kept`).code).toBe(74);
      expect(readFileSync(join(world.home, "kept")).length).toBe(limit);
      world.expectNothingStored();
    }
  });

  it.skipIf(process.platform !== "linux")("is closed: exit 74, nothing stored", () => {
    const world = garden();
    const { code, stderr } = world.sh("tt export >&-");
    expect([code, stderr]).toEqual([74, expect.stringContaining("the standard output is closed")]);
    world.expectNothingStored();
  });

  it("may be /dev/null: whoever writes there wants nothing", () => {
    const { sh, manifest } = garden();
    expect(sh("tt export > /dev/null").code).toBe(0);
    expect(readFileSync(manifest, "utf8")).toContain("byte_offset");
  });

  it("gives the same bytes to a file, a pipe, a slow pipe and a terminal", () => {
    const { sh, full } = garden({ events: BIG });
    const want = full();
    expect(linesOf(sh("tt export --full > kept; cat kept").stdout)).toEqual(want);
    expect(linesOf(sh("tt export --full | cat").stdout)).toEqual(want);
    expect(linesOf(sh("tt export --full | (sleep 0.3; cat)").stdout)).toEqual(want);
    if (hasScript) {
      sh('script -qec "$TT export --full --no-progress --summary none" typescript > /dev/null');
      expect(linesOf(sh("sed 1d typescript | tr -d '\\r' | grep ^{").stdout)).toEqual(want);
    }
  });

  it("keeps what a file held before, when it is appended to", () => {
    const { sh, full } = garden();
    expect(linesOf(sh("echo before > kept; tt export >> kept; cat kept").stdout)).toEqual(["before", ...full()]);
  });

  it("is waited for, in bounded memory, while its reader does not read", async () => {
    const { home } = garden({ events: 100_000 });
    const child = startShell("exec $TT export", { home });
    await new Promise((resolve) => setTimeout(resolve, 1200));
    const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
    expect(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1])).toBeLessThan(200_000);
    let text = "";
    for await (const chunk of child.stdout ?? []) text += String(chunk);
    expect(linesOf(text)).toHaveLength(100_004);
  });

  it.skipIf(!hasStrace)(
    "if a file, is on the disk before the positions are, and those before their name (needs strace)",
    () => {
      const { sh } = garden();
      sh("strace -f -qq -y -o trace -e trace=fsync,rename $TT export > kept");
      const calls = linesOf(sh("cat trace").stdout).filter((line) => !/last-export|daily-counts/.test(line));
      const order = calls.map(
        (line) => /(fsync|rename)\(.*?(kept|\.next|claude-manifest\.json|\.time-tracker)[^/]*$/.exec(line)?.[0],
      );
      expect(order[0]).toMatch(/^fsync.*kept/);
      const named = calls.findIndex((line) => /rename\(.*"[^"]*claude-manifest\.json"\)/.test(line));
      expect(calls.slice(1, named).some((line) => /fsync\(.*\.next/.test(line))).toBe(true);
      expect(calls[named + 1]).toMatch(/fsync\(\d+<[^>]*\.time-tracker>/);
    },
  );

  it("is never one of the logs: exit 2, however it is called", () => {
    const { sh, log, home } = garden();
    linkSync(log, join(home, "another-name"));
    const before = readFileSync(log, "utf8");
    for (const path of [log, join(home, "another-name"), join(home, ".claude/projects/new.jsonl")]) {
      expect(sh(`tt export >> '${path}'`)).toMatchObject({
        code: 2,
        stderr: expect.stringContaining("the standard output is one of the logs") as string,
      });
    }
    expect(readFileSync(log, "utf8")).toBe(before);
  });

  it("is never a file of our own: exit 2", () => {
    const { sh, manifest, dataDir, grow } = garden();
    sh("tt export");
    grow(prompt("u3"));
    const before = stateOf(manifest)[0];
    for (const path of [manifest, join(dataDir, "daily-counts.json"), join(dataDir, "last-export.json")])
      expect(sh(`tt export >> '${path}'`)).toMatchObject({ code: 2 });
    expect(stateOf(manifest)[0]).toBe(before);
  });
});

describe("help and version", () => {
  // The help of every command goes the same way, and that of the program.
  const lines = ["push --help", "--version", "--help", "export --help"];

  it.each(some(lines, 4))(
    "of 'tt %s' fail with one line on a full output, quietly when their reader goes away",
    (line) => {
      const { sh } = garden();
      const full = { code: 74, stdout: "", stderr: "tt: cannot write to the standard output (ENOSPC)\n" };
      expect(sh(`tt ${line} > /dev/full`)).toEqual(full);
      expect(sh(`tt ${line} > kept && test -s kept`)).toEqual({ code: 0, stdout: "", stderr: "" });
      expect(sh(`mkfifo f; (exec 3< f) & (sleep 0.2; tt ${line}; echo $? > code) > f; cat code`)).toEqual({
        code: 0,
        stdout: "141\n",
        stderr: "",
      });
    },
  );
});

describe("the other descriptors", () => {
  it("may be closed: the events are the same, and none of them gets into a file of ours", () => {
    const { sh, full, manifest } = garden();
    for (const closed of some(["<&- 2>&-", "2>&-", "<&-"], 3)) {
      expect(linesOf(sh(`tt export --full -v ${closed}`).stdout)).toEqual(full());
      expect(JSON.parse(readFileSync(manifest, "utf8"))).toMatchObject({ version: 2 });
    }
    expect(sh("tt export --full <&- >&- 2>&-").code).toBe(74);
    expect(JSON.parse(readFileSync(manifest, "utf8"))).toMatchObject({ version: 2 });
  });

  it("may be full: what cannot be said is no reason to fail", () => {
    const { sh, full, log } = garden();
    writeFileSync(log, "{\n", { flag: "a" });
    const { code, stdout } = sh("tt export -v 2> /dev/full");
    expect([code, linesOf(stdout)]).toEqual([0, full()]);
  });
});
