/** What a watch of directories hears of, by the system itself; what no system can be made to do, by a made-up one. */
import { appendFileSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { DirectoryWatch, type DirectoryWatchOptions } from "../../src/export/directory-watch.ts";
import { sitesAbove, type Awaited, type Site } from "../../src/logs/finding/site.ts";
import { tempDir } from "../support/program/temp.ts";

const PATIENCE_MS = 5000;
/** So long nothing is heard, where nothing is to be heard. */
const SILENCE_MS = 50;

/** Awaits logs, and directories in which they may lie. */
const awaits = (name: string): Awaited =>
  name.endsWith(".log") ? "log" : name.includes(".") ? undefined : "directory";

function watched(options: DirectoryWatchOptions = {}) {
  const watch = new DirectoryWatch(options);
  onTestFinished(() => watch.close());
  const heard = (millis: number) =>
    Promise.race([
      watch.heard().then(() => true),
      new Promise<boolean>((resolve) => setTimeout(() => resolve(false), millis)),
    ]);
  return {
    watch,
    /** Watches these, and nothing of them is news any more. */
    over: (...paths: readonly string[]) => {
      const why = watch.over(paths.map((path): Site => ({ path, awaits })));
      watch.take();
      return why;
    },
    /** Whether what is done is heard of. What was done is then over: later events of it are no news. */
    hears: async (act: () => void) => {
      act();
      const isHeard = await heard(PATIENCE_MS);
      await new Promise((resolve) => setTimeout(resolve, 20));
      watch.take();
      return isHeard;
    },
    ignores: async (act: () => void) => {
      act();
      return !(await heard(SILENCE_MS));
    },
  };
}

describe("a watch of directories", () => {
  it("hears of logs and directories that come, and of what is written to them; of nothing else", async () => {
    const directory = tempDir();
    const at = (name: string) => join(directory, name);
    const { over, hears, ignores } = watched();
    expect(over(directory)).toBe(undefined);
    expect(await hears(() => writeFileSync(at("a.log"), "1"))).toBe(true);
    expect(await hears(() => appendFileSync(at("a.log"), "2"))).toBe(true);
    expect(await hears(() => mkdirSync(at("new/in/it"), { recursive: true }))).toBe(true);
    expect(await hears(() => writeFileSync(at("b.log-wal"), "beside a database"))).toBe(true);
    const others = () => {
      writeFileSync(at("c.txt"), "");
      writeFileSync(at("b.log-shm"), "");
      writeFileSync(at("new/in/it/d.log"), "");
      // Called like a directory.
      writeFileSync(at("file"), "");
    };
    expect(await ignores(others)).toBe(true);
  });

  it("counts a directory that it begins to watch as news, once, and forgets one that it is not asked for any more", async () => {
    const directory = tempDir();
    const inner = join(directory, "inner");
    mkdirSync(inner);
    const { watch, over, ignores } = watched();
    const site = (path: string): Site => ({ path, awaits });
    for (const [sites, isNews] of [
      [[directory], true],
      [[directory], false],
      [[directory, inner], true],
      [[directory, inner, join(directory, "missing")], false],
    ] as const) {
      watch.over(sites.map(site));
      expect(await Promise.race([watch.heard().then(() => true), Promise.resolve(false).then(() => false)])).toBe(
        isNews,
      );
      watch.take();
    }
    over(directory);
    expect(await ignores(() => writeFileSync(join(inner, "a.log"), ""))).toBe(true);
  });

  it.each([
    ["removed and made again", (path: string) => [() => rmSync(path, { recursive: true }), () => mkdirSync(path)]],
    ["moved away, and another made", (path: string) => [() => renameSync(path, `${path}.old`), () => mkdirSync(path)]],
  ] as const)("hears of a directory that is %s, and of what comes in the new one", async (_what, acts) => {
    const path = join(tempDir(), "logs");
    mkdirSync(path);
    const { over, hears } = watched();
    over(path);
    const [go = () => undefined, come = () => undefined] = acts(path);
    expect(await hears(go)).toBe(true);
    come();
    over(path);
    expect(await hears(() => writeFileSync(join(path, "a.log"), ""))).toBe(true);
  });

  it("watches what a link leads to now", async () => {
    const directory = tempDir();
    const [one, two, link] = ["one", "two", "link"].map((name) => join(directory, name)) as [string, string, string];
    mkdirSync(one);
    mkdirSync(two);
    symlinkSync(one, link);
    const { over, hears, ignores } = watched();
    over(link);
    expect(await hears(() => writeFileSync(join(one, "a.log"), ""))).toBe(true);
    rmSync(link);
    symlinkSync(two, link);
    over(link);
    expect(await hears(() => writeFileSync(join(two, "a.log"), ""))).toBe(true);
    expect(await ignores(() => appendFileSync(join(one, "a.log"), "more"))).toBe(true);
  });

  it("looks at a directory that tells of too much else instead of listening to it", async () => {
    const directory = tempDir();
    const { watch, over, hears, ignores } = watched({ busy: 20, busyEveryMs: 40 });
    over(directory);
    // What came last of it may not have been told.
    const busy = () => {
      for (let file = 0; file < 40; file++) writeFileSync(join(directory, `${file}.txt`), "");
    };
    expect(await hears(busy)).toBe(true);
    expect(await ignores(() => writeFileSync(join(directory, "more.txt"), ""))).toBe(true);
    expect(await hears(() => writeFileSync(join(directory, "a.log"), "1"))).toBe(true);
    watch.close();
  });

  it("tells why the system does not watch, tries no more then, and all again the next time", () => {
    const directory = tempDir();
    const paths = ["a", "b", "c", "d"].map((name) => join(directory, name));
    for (const path of paths) mkdirSync(path);
    let left = 2;
    let tries = 0;
    const none = Object.assign(new Error("ENOSPC: System limit for number of file watchers reached"), {
      code: "ENOSPC",
      syscall: "watch",
    });
    const watch = () => {
      tries++;
      if (left-- <= 0) throw none;
      return { on: () => undefined, close: () => undefined } as unknown as ReturnType<
        NonNullable<DirectoryWatchOptions["watch"]>
      >;
    };
    const { over } = watched({ watch });
    expect([over(...paths), tries]).toEqual(["ENOSPC", 3]);
    [left, tries] = [2, 0];
    expect([over(...paths), tries]).toEqual([undefined, 2]);
  });

  it("watches a new directory that is ranked first instead of the last one, and tells of too many", async () => {
    const directory = tempDir();
    const [a, b, c] = ["a", "b", "c"].map((name) => join(directory, name)) as [string, string, string];
    for (const path of [a, b, c]) mkdirSync(path);
    const { over, hears, ignores } = watched({ most: 2 });
    expect(over(a, b, join(directory, "missing"))).toBe(undefined);
    expect(over(c, a, b)).toBe("more than 2");
    expect(await hears(() => writeFileSync(join(c, "a.log"), ""))).toBe(true);
    expect(await hears(() => writeFileSync(join(a, "a.log"), ""))).toBe(true);
    expect(await ignores(() => writeFileSync(join(b, "a.log"), ""))).toBe(true);
  });

  it("passes over what is gone or closed to us, and makes a watch that breaks anew", async () => {
    const directory = tempDir();
    const paths = ["a", "b", "c"].map((name) => join(directory, name));
    for (const path of paths) mkdirSync(path);
    const opened: string[] = [];
    const errors: (() => void)[] = [];
    const watch = (path: string | Buffer) => {
      opened.push(String(path));
      if (String(path) === paths[0]) throw Object.assign(new Error("no"), { code: "EACCES", syscall: "watch" });
      const on = (event: string, hear: () => void) => void (event === "error" && errors.push(hear));
      return { on, close: () => undefined } as unknown as ReturnType<NonNullable<DirectoryWatchOptions["watch"]>>;
    };
    const { over, hears } = watched({ watch, most: 2 });
    expect([over(join(directory, "missing"), ...paths), opened]).toEqual(["more than 2", paths.slice(0, 2)]);
    // A watch that breaks is news, and made anew.
    expect(await hears(() => errors[0]?.())).toBe(true);
    over(...paths);
    expect(opened.slice(2)).toEqual(paths.slice(0, 2));
  });
});

describe("the sites above a path", () => {
  const told = (sites: readonly Site[], name: string) =>
    sites.map((site) => [site.path, site.awaits(name), site.awaits("else")]);

  it("are the last directory that is there, which awaits the next step", () => {
    const directory = tempDir();
    expect(told(sitesAbove(join(directory, "a/b/c")), "a")).toEqual([[directory, "log", undefined]]);
    mkdirSync(join(directory, "a/b"), { recursive: true });
    expect(told(sitesAbove(join(directory, "a/b/c")), "c")).toEqual([[join(directory, "a/b"), "log", undefined]]);
    writeFileSync(join(directory, "a/b/c"), "no directory");
    expect(told(sitesAbove(join(directory, "a/b/c/d")), "c")).toEqual([[join(directory, "a/b"), "log", undefined]]);
  });

  it("are also those above what a link leads to, and end where links lead in a circle", () => {
    const directory = tempDir();
    const link = join(directory, "link");
    symlinkSync("disk/agent", link);
    expect(told(sitesAbove(link), "link")).toEqual([
      [directory, "log", undefined],
      [directory, undefined, undefined],
    ]);
    mkdirSync(join(directory, "disk"));
    expect(told(sitesAbove(join(link, "logs")), "agent")).toEqual([
      [directory, undefined, undefined],
      [join(directory, "disk"), "log", undefined],
    ]);
    rmSync(link);
    symlinkSync(link, link);
    expect(new Set(sitesAbove(link).map(({ path }) => path))).toEqual(new Set([directory]));
  });
});
