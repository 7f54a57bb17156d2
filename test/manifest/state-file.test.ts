/** Files that hold state: whole or not at all, for their owner alone, and what is left beside them. */
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { OversizedState, readState } from "../../src/manifest/read-state.ts";
import { leftoversOf, setAside, sweepState, UnwrittenState, writeState } from "../../src/manifest/state-file.ts";
import { tempDir } from "../support/program/temp.ts";

describe("a state file", () => {
  it("is its owner's alone, as are the directories that are made for it", () => {
    const directory = join(tempDir(), "a", "b");
    const path = join(directory, "state.json");
    writeState(path, "{}");
    expect([path, directory, join(directory, "..")].map((each) => statSync(each).mode & 0o777)).toEqual([
      0o600, 0o700, 0o700,
    ]);
    expect([readdirSync(directory), readState(path, 2)?.toString()]).toEqual([["state.json"], "{}"]);
  });

  it("is not read where there is more of it than may be", () => {
    const path = join(tempDir(), "state.json");
    writeFileSync(path, "12345");
    expect(readState(path, 5)?.toString()).toBe("12345");
    expect(() => readState(path, 4)).toThrow(OversizedState);
  });

  it("is missing where there is none, and nothing but a file is read for one", () => {
    const directory = tempDir();
    expect(readState(join(directory, "none"), 9)).toBeUndefined();
    expect(() => readState(directory, 9)).toThrow("no regular file");
    writeFileSync(join(directory, "state.json"), "{}");
    symlinkSync(join(directory, "state.json"), join(directory, "link"));
    expect(() => readState(join(directory, "link"), 9)).toThrow("ELOOP");
  });

  it("that cannot be replaced stays, and nothing is left beside it", () => {
    const directory = tempDir();
    mkdirSync(join(directory, "state.json"));
    writeFileSync(join(directory, "state.json", "something"), "");
    expect(() => writeState(join(directory, "state.json"), "{}")).toThrow(UnwrittenState);
    expect(readdirSync(directory)).toEqual(["state.json"]);
  });

  it("is kept beside under the time at which it was set aside, the last three of them", () => {
    const directory = tempDir();
    const path = join(directory, "state.json");
    for (let day = 1; day <= 5; day++) {
      writeFileSync(path, String(day));
      if (day < 5) setAside(path, new Date(Date.UTC(2026, 2, day)));
    }
    writeState(path, "good", new Date(Date.UTC(2026, 2, 5)));
    const kept = readdirSync(directory).sort();
    expect(kept.map((name) => readFileSync(join(directory, name), "utf8"))).toEqual(["good", "3", "4", "5"]);
    expect(kept.at(-1)).toBe("state.json.corrupt-20260305T000000000Z");
  });
});

describe("what killed runs left", () => {
  it("is swept: what a process that lives writes now stays, as does what only looks like it", () => {
    const directory = tempDir();
    const path = join(directory, "state.json");
    const ended = spawnSync("true").pid;
    const leftover = (pid: number, name = "state.json") => `${name}.${pid}-0123456789ab.next`;
    const stays = [leftover(1), leftover(ended, "other.json"), "state.json", `state.json.${ended}.next`];
    for (const name of [...stays, leftover(ended), leftover(process.pid), `${leftover(ended)}.123`])
      writeFileSync(join(directory, name), "");
    expect(leftoversOf(path).length).toBe(3);
    sweepState(path);
    expect(readdirSync(directory).sort()).toEqual(stays.sort());
  });
});
