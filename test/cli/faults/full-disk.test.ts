/** A disk that fails or fills while the state is saved, and a run that is killed there: the state before is still good. */
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { garden, leftovers, linesOf, prompt, stateOf, type Garden } from "../../support/homes/garden.ts";
import { startShell } from "../../support/program/shell.ts";
import { canMount, hasStrace } from "../../support/program/machine.ts";
import { itAlso, playsAll, some } from "../../support/shares.ts";

/** How far from the last call of a save a run is killed. */
const PLACES = [9, 5, 2, 0];

/** A garden that was exported, with one more prompt since. */
function exported(): Garden {
  const world = garden();
  // So many logs that their manifest needs some blocks.
  for (let index = 0; index < 40; index++)
    writeFileSync(join(world.claudeDir, `projects/-home-ana-garden/more${index}.jsonl`), prompt(`m${index}`));
  world.sh("tt export");
  world.grow(prompt("u3"));
  return world;
}

/** Delivered, not stored, with a warning; the state as it was; the next run delivers the same and stores it. */
function expectUnwritten(
  { sh, dataDir, manifest }: Garden,
  before: string,
  ended: { code: number | null; stdout: string; stderr: string },
) {
  expect([ended.code, linesOf(ended.stdout).length]).toEqual([0, 1]);
  expect(ended.stderr).toContain("their positions could not be stored");
  expect(readFileSync(manifest, "utf8")).toBe(before);
  expect(leftovers(dataDir)).toEqual([]);
  expect(sh("tt export")).toEqual({ code: 0, stdout: ended.stdout, stderr: "" });
  expect(sh("tt export").stdout).toBe("");
}

describe("the save of a manifest", () => {
  it.each(some([4096, 1, 1024, 8192], 4))("on a limit of %i bytes a file keeps the one before", (limit) => {
    const world = exported();
    const before = stateOf(world.manifest)[0];
    expectUnwritten(world, before, world.sh(`(prlimit --fsize=${limit} $TT export) | cat; exit 0`));
  });

  it.skipIf(!canMount)("on a full disk keeps the one before (needs the right to mount)", () => {
    for (const free of some([0, 1, 4], 3)) {
      const world = exported();
      const script =
        `mkdir small && mount -t tmpfs -o mode=700,size=80k tmpfs small && cp -p .time-tracker/claude-manifest.json small/ && ` +
        `head -c 1000000 /dev/zero > small/filler 2> /dev/null; ` +
        `truncate -s -${free}K small/filler; cp small/claude-manifest.json before; ` +
        `$TT export --data-dir small > kept; echo $? > code; cmp before small/claude-manifest.json || echo changed; ` +
        `ls small; rm small/filler; $TT export --data-dir small | cmp - kept && $TT export --data-dir small`;
      const { stdout, stderr, code } = world.sh(`unshare -m sh -c '${script}'`);
      expect([code, linesOf(stdout).filter((name) => !/^(?:last-export|daily-counts)\.json$/.test(name))]).toEqual([
        0,
        ["claude-manifest.json", "filler"],
      ]);
      expect(stderr).toContain("their positions could not be stored");
      expect(readFileSync(join(world.home, "code"), "utf8")).toBe("0\n");
      expect(linesOf(readFileSync(join(world.home, "kept"), "utf8"))).toHaveLength(1);
    }
  });

  it.skipIf(!canMount)("on a disk without a free inode keeps the one before (needs the right to mount)", () => {
    const world = exported();
    const script =
      `mkdir small && mount -t tmpfs -o mode=700,nr_inodes=2 tmpfs small && cp -p .time-tracker/claude-manifest.json small/ && ` +
      `$TT export --data-dir small; cmp small/claude-manifest.json .time-tracker/claude-manifest.json; ls small`;
    const { stdout, stderr } = world.sh(`unshare -m sh -c '${script}'`);
    expect(linesOf(stdout)).toEqual([expect.stringContaining(":u3"), "claude-manifest.json"]);
    expect(stderr).toContain("(ENOSPC)");
  });

  it.skipIf(!canMount)("an output on a full disk ends the run with 74 (needs the right to mount)", () => {
    const world = garden({ events: 3000 });
    const script =
      `mkdir small && mount -t tmpfs -o mode=700,size=64k tmpfs small && $TT export > small/kept; echo $? > code; ` +
      `cp small/kept kept`;
    world.sh(`unshare -m sh -c '${script}'`);
    expect(readFileSync(join(world.home, "code"), "utf8")).toBe("74\n");
    expect(readFileSync(join(world.home, "kept")).length).toBe(65_536);
    world.expectNothingStored();
  });

  it.skipIf(!hasStrace).each(
    some([
      ["rename:error=EIO:when=1", "rename"],
      ["rename:error=EACCES:when=2", "rename"],
      ["rename:error=EXDEV:when=2", "rename"],
      ["fsync:error=EIO:when=1", "fsync"],
      ["fchmod,chmod:error=EPERM:when=1", "fchmod,chmod"],
      ["openat:error=EMFILE:when=2", "openat"],
    ] as const),
  )("that fails by %s keeps the one before (needs strace)", (inject, call) => {
    const world = exported();
    const before = stateOf(world.manifest)[0];
    const paths = call === "openat" ? `-P ${world.dataDir}` : "";
    const ended = world.sh(`strace -f -qq -o /dev/null ${paths} -e trace=${call} -e inject=${inject} $TT export`);
    if (call === "openat" && ended.stderr === "") return;
    expectUnwritten(world, before, ended);
  });

  it.skipIf(!hasStrace)("whose folder cannot be synced is a save all the same (needs strace)", () => {
    const world = exported();
    const ended = world.sh("strace -f -qq -o /dev/null -e trace=fsync -e inject=fsync:error=EINVAL:when=2 $TT export");
    expect([ended.code, ended.stderr]).toEqual([0, ""]);
    expect(world.sh("tt export").stdout).toBe("");
  });

  it.skipIf(!hasStrace)("killed at each of its calls leaves the one before or the one after (needs strace)", () => {
    for (const [at, call] of some(["openat", "write", "fsync", "rename", "close"]).entries()) {
      const world = exported();
      const before = stateOf(world.manifest)[0];
      // Every call that touches the folder of the state, the files of the save by their random names included.
      const last =
        Number(
          world.sh(
            `cp -r .time-tracker copy; strace -f -qq -o trace -e trace=${call} $TT export --data-dir copy > /dev/null; grep -c ${call} trace`,
          ).stdout,
        ) || 1;
      const places = playsAll ? PLACES : [at % 2 === 0 ? 5 : 2];
      for (const when of places.map((before) => last - before).filter((nth) => nth > 0)) {
        const { stdout } = world.sh(
          `strace -f -qq -o /dev/null -e trace=${call} -e inject=${call}:signal=KILL:when=${when} $TT export | cat`,
        );
        const after = readFileSync(world.manifest, "utf8");
        expect(() => JSON.parse(after) as unknown).not.toThrow();
        if (after !== before) expect(linesOf(stdout)).toHaveLength(1);
        const next = linesOf(world.sh("tt export").stdout);
        expect(next.length).toBe(after === before ? 1 : 0);
        expect(leftovers(world.dataDir)).toEqual([]);
        writeFileSync(world.manifest, before);
      }
    }
  });

  itAlso("is polled by an impatient reader, who never sees half of it", async () => {
    const world = garden();
    mkdirSync(world.dataDir);
    const child = startShell(
      `for i in 1 2 3; do echo '${prompt("x").trim()}' >> ${world.log}; tt export > /dev/null; done`,
      { home: world.home },
    );
    let seen = 0;
    while (child.exitCode === null) {
      if (existsSync(world.manifest)) {
        expect(JSON.parse(readFileSync(world.manifest, "utf8"))).toMatchObject({ version: 2 });
        seen++;
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(seen).toBeGreaterThan(0);
    expect(readdirSync(world.dataDir).sort()).toEqual([
      "claude-manifest.json",
      "daily-counts.json",
      "last-export.json",
    ]);
  });
});

describe("few resources", () => {
  it.each(some(["ulimit -n 32", "ulimit -s 1024"]))("(%s) are enough", (limit) => {
    const world = garden({ events: 2000 });
    appendFileSync(world.log, `${"[".repeat(100_000)}\n`);
    expect(linesOf(world.sh(`${limit} 2> /dev/null; tt export`).stdout)).toEqual(world.full());
  });
});
