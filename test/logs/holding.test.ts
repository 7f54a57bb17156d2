/** Whether a log may hold something of a session is told without decoding it. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { zstdCompressSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { sources } from "../../src/agents/index.ts";
import { mayHold } from "../../src/logs/holding.ts";
import type { Log, Source } from "../../src/logs/source.ts";
import { tempDir } from "../support/program/temp.ts";

const claude = sources.find(({ agent }) => agent === "claude-code") as Source;
const ID = "0d8e7f3a-5b1c-4d2e-9f00-112233445566";

function logOf(bytes: string | Buffer, name = "log.jsonl"): Log {
  const path = join(tempDir(), name);
  writeFileSync(path, bytes);
  return { key: path, path, depth: 2, stat: { size: 0, mtimeMs: 0, ctimeMs: 0, dev: 0, ino: 0 } };
}

describe("a log may hold a session", () => {
  it("whose ID is in its bytes, also across the blocks that are read", () => {
    const block = 1 << 20;
    for (const at of [0, 5, block - ID.length, block - 1, block, block + 1, 2 * block - 20])
      expect(mayHold(claude, logOf(`${"x".repeat(at)}${ID}yy`), ID), String(at)).toBe(true);
    expect(mayHold(claude, logOf("x".repeat(3 * block)), ID)).toBe(false);
    expect(mayHold(claude, logOf(""), ID)).toBe(false);
  });

  it("after which it is named, with all or the first eight digits of its ID", () => {
    expect(mayHold(claude, logOf("", `${ID}.jsonl`), ID)).toBe(true);
    expect(mayHold(claude, logOf("", "session-0d8e7f3a.json"), ID)).toBe(true);
    expect(mayHold(claude, logOf("", "session-0d8e7f3b.json"), ID)).toBe(false);
  });

  it("if it is compressed, or is not there to be looked at", () => {
    expect(mayHold(claude, logOf(zstdCompressSync(Buffer.from("nothing"))), ID)).toBe(true);
    const gone = { ...logOf(""), path: join(tempDir(), "none") };
    expect(mayHold(claude, gone, ID)).toBe(true);
  });
});
