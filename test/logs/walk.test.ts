import { mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { walkLogs } from "../../src/logs/files/walk.ts";
import { put } from "../support/contract/tree.ts";
import { tempDir } from "../support/program/temp.ts";

it("holds no log to be gone that lies behind a link which leads nowhere now: a disk may be away", () => {
  const directory = tempDir();
  put(join(directory, "disk/a.jsonl"), "{}\n");
  mkdirSync(join(directory, "agent/logs"), { recursive: true });
  const link = join(directory, "agent/logs/project");
  symlinkSync(join(directory, "disk"), link);
  const walk = () =>
    walkLogs([{ path: join(directory, "agent"), named: true }], {
      logsDir: "logs",
      isLog: (name) => name.endsWith(".jsonl"),
      enters: () => true,
      followsLinks: () => true,
    });
  const key = walk().logs[0]?.key ?? "";
  expect(key).toBe(join(link, "a.jsonl"));
  rmSync(join(directory, "disk"), { recursive: true });
  expect(walk().isGone(key, undefined)).toBe(false);
  rmSync(link);
  expect(walk().isGone(key, undefined)).toBe(true);
});
