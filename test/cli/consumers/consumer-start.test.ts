/** Starting a consumer: whatever call of it fails, events are delivered or the run says why not, and nobody else can interfere. */
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { garden, linesOf, type Garden } from "../../support/homes/garden.ts";
import { hasStrace } from "../../support/program/machine.ts";
import { failingAlways } from "../../support/program/strace.ts";
import { some } from "../../support/shares.ts";

const UNSEEN = /^tt: no local socket could be made for the consumer's input \([^)]+\): it gets a pipe, [^\n]*\n/m;

/** A home with a folder of its own for temporary files. */
function withTemp(): Garden & { readonly temp: string } {
  const world = garden({ events: 600 });
  const temp = join(world.home, "temp");
  mkdirSync(temp);
  return { ...world, temp };
}

describe.skipIf(process.platform !== "linux")("a consumer whose input can be no socket of ours", () => {
  it("because there is no place for its name gets a pipe; with -v, and only then, it is said once", () => {
    for (const flags of ["", "-v"]) {
      const { sh, full } = garden({ events: 600 });
      const { code, stdout, stderr } = sh(`TMPDIR=$HOME/gone tt export ${flags} -- cat`);
      expect([code, linesOf(stdout)]).toEqual([0, full()]);
      expect(stderr.match(new RegExp(UNSEEN, "gm")) ?? []).toHaveLength(flags === "" ? 0 : 1);
    }
  });

  it("because the name of the folder for temporary files is too long gets a pipe", () => {
    const { sh, home, full } = garden();
    const long = join(home, "t".repeat(120));
    mkdirSync(long);
    expect(linesOf(sh(`TMPDIR=${long} tt export -- cat`).stdout)).toEqual(full());
    expect(readdirSync(long)).toEqual([]);
  });

  it.each(some(["000", "777"]))("because of nothing: umask %s does no harm", (umask) => {
    const { sh, full } = garden();
    const { stdout, stderr } = sh(`umask ${umask}; tt export -v -- cat`);
    expect(linesOf(stdout)).toEqual(full());
    expect(stderr).not.toMatch(UNSEEN);
  });
});

describe.skipIf(!hasStrace)("with a failing call (needs strace), a consumer", () => {
  it.each(
    some(
      [
        ["mkdir", "ENOSPC"],
        ["socket", "EAFNOSUPPORT"],
        ["socket", "EMFILE"],
        ["bind", "EACCES"],
        ["bind", "EROFS"],
        ["listen", "EACCES"],
        ["connect", "ECONNREFUSED"],
        ["connect", "EAGAIN"],
        ["accept4", "EPERM"],
      ] as const,
      3,
    ),
  )("gets a pipe: %s, %s", (call, error) => {
    const { sh, temp, full } = withTemp();
    mkdirSync(join(temp, "../.time-tracker"), { mode: 0o700 });
    const { code, stdout, stderr } = sh(`TMPDIR=${temp} ${failingAlways(call, error)} $TT export -v -- cat`);
    expect([code, linesOf(stdout), stderr]).toEqual([0, full(), expect.stringMatching(UNSEEN)]);
    expect(readdirSync(temp)).toEqual([]);
    expect(sh("tt export").stdout).toBe("");
  });

  it.each(
    some([
      ["vfork,fork,clone", "EAGAIN"],
      ["vfork,fork,clone", "ENOMEM"],
      ["socket,socketpair", "EAFNOSUPPORT"],
    ] as const),
  )("is not started, which is said, and is 74: %s, %s", (call, error) => {
    const world = withTemp();
    const { code, stderr } = world.sh(`TMPDIR=${world.temp} ${failingAlways(call, error)} $TT export -- cat`);
    expect([code, stderr]).toEqual([74, expect.stringContaining(`could not be started (${error})`)]);
    expect(readdirSync(world.temp)).toEqual([]);
    world.expectNothingStored();
  });

  it("has an input to which nobody else can connect: its name is in a folder of ours, and gone before it starts", () => {
    const { sh, home, temp } = withTemp();
    sh(`TMPDIR=${temp} strace -f -qq -o trace -e trace=mkdir,bind,chmod,listen,unlink,rmdir,execve $TT export -- cat`);
    const calls = linesOf(readFileSync(join(home, "trace"), "utf8")).map((line) => line.replace(/^\d+ +/, ""));
    const at = (pattern: RegExp) => calls.findIndex((call) => pattern.test(call));
    const bound = calls.filter((call) => call.startsWith("bind("));
    expect(bound).toEqual([expect.stringMatching(/sun_path="[^"]*\/temp\/tt-\w{6}\/s"/)]);
    expect(at(/^mkdir\(".*\/temp\/tt-\w+", 0700\)/)).toBeGreaterThan(0);
    expect(at(/^rmdir\(".*\/temp\/tt-/)).toBeGreaterThan(at(/^listen\(/));
    expect(calls.findLastIndex((call) => call.startsWith("execve("))).toBeGreaterThan(at(/^rmdir\(".*\/temp\/tt-/));
  });
});
