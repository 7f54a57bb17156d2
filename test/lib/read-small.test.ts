import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readSmallFile } from "../../src/lib/files/read-small.ts";
import { tempDir } from "../support/program/temp.ts";

describe("a small file", () => {
  it("is read up to its limit, and not beyond", () => {
    const path = join(tempDir(), "small");
    writeFileSync(path, "");
    expect(readSmallFile(path, 3)).toBe("");
    writeFileSync(path, "né");
    expect(readSmallFile(path, 3)).toBe("né");
    expect(readSmallFile(path, 2)).toBeUndefined();
  });

  it("is no directory, and is there", () => {
    const folder = join(tempDir(), "folder");
    expect(() => readSmallFile(folder, 3)).toThrow("ENOENT");
    mkdirSync(folder);
    expect(readSmallFile(folder, 3)).toBeUndefined();
  });

  it.runIf(process.platform === "linux")("is read whole though the system says that it has no bytes", () => {
    expect(readSmallFile("/proc/self/status", 1 << 20)).toMatch(/^Name:/);
    expect(readSmallFile("/proc/self/status", 10)).toBeUndefined();
  });
});
