/** A log is recognised by the bytes before the offset: whatever was done to it, no event is lost. */
import {
  appendFileSync,
  copyFileSync,
  lstatSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { claudeCode } from "../../src/agents/claude-code/index.ts";
import type { Batch } from "../../src/logs/source.ts";
import { prompt } from "../support/homes/garden.ts";
import { inProcess } from "../support/program/in-process.ts";
import { referenceTree } from "../agents/claude-code/reference.ts";
import { tempDir, writeTree } from "../support/program/temp.ts";

const source = claudeCode();

const LOG = "projects/p/s1.jsonl";

/** Lines of the same length each, so that one log can be laid over another. */
function lines(mark: string, count: number): string {
  return Array.from({ length: count }, (_, index) => prompt(`${mark}${String(index).padStart(4, "0")}`)).join("");
}

/** Exports a log, changes it, exports again: all that is in it then must have come out. */
async function survives(before: string, change: (path: string) => void): Promise<readonly string[]> {
  const dir = tempDir();
  writeTree(dir, new Map([[LOG, before]]));
  const exporter = inProcess(source, [dir]);
  const got = new Set(await exporter.run());
  change(join(dir, LOG));
  const next = await exporter.run();
  for (const line of next) got.add(line);
  const { events } = referenceTree([dir]);
  expect(events.map((event) => JSON.stringify(event)).filter((line) => !got.has(line))).toEqual([]);
  expect(await exporter.run()).toEqual([]);
  return next;
}

/** Writes in place, until the clock of the file has moved. */
function overwrite(path: string, text: string): void {
  const { ctimeMs } = lstatSync(path);
  do writeFileSync(path, text, { flag: "r+" });
  while (lstatSync(path).ctimeMs === ctimeMs);
}

const OLD = lines("a", 40);
const SIZE = OLD.length;

describe("a log that was", () => {
  it("appended to gives what is new, once", async () => {
    expect(await survives(OLD, (path) => appendFileSync(path, lines("b", 2)))).toHaveLength(2);
  });

  it("truncated to nothing, and regrown to one byte less, as many, one more, ten times as many", async () => {
    for (const size of [SIZE - 1, SIZE, SIZE + 1, SIZE * 10])
      await survives(OLD, (path) => {
        truncateSync(path, 0);
        const grown = lines("b", 400);
        writeFileSync(path, `${grown.slice(0, size - 1)}\n`);
      });
  });

  it("truncated in the middle of a line, then regrown past the offset", async () => {
    await survives(OLD, (path) => {
      truncateSync(path, Math.floor(SIZE / 2) + 7);
      appendFileSync(path, `\n${lines("b", 30)}`);
    });
  });

  it("replaced by one with the same beginning", async () => {
    await survives(OLD, (path) => writeFileSync(path, OLD.slice(0, SIZE / 2) + lines("b", 30)));
  });

  it("replaced by one with the same 4 KiB before the offset, and of the same size", async () => {
    const tail = OLD.slice(-Math.floor(4096 / (SIZE / 40)) * (SIZE / 40) - SIZE / 40);
    await survives(OLD, (path) => {
      const whole = lines("b", 40).slice(0, SIZE - tail.length) + tail;
      expect(whole).toHaveLength(SIZE);
      writeFileSync(`${path}.tmp`, whole);
      renameSync(`${path}.tmp`, path);
    });
  });

  it("edited in place at the same length, its modification time restored, and nothing else", async () => {
    for (const at of [OLD.indexOf("a0000"), OLD.indexOf("a0020"), OLD.indexOf("a0039")])
      await survives(OLD, (path) => {
        const { atime, mtime } = lstatSync(path);
        overwrite(path, `${OLD.slice(0, at)}z${OLD.slice(at + 1)}`);
        utimesSync(path, atime, mtime);
      });
  });

  it("replaced by a rename, of the same size or larger, its time kept", async () => {
    for (const count of [40, 60])
      await survives(OLD, (path) => {
        const { atime, mtime } = lstatSync(path);
        writeFileSync(`${path}.tmp`, lines("b", count));
        utimesSync(`${path}.tmp`, atime, mtime);
        renameSync(`${path}.tmp`, path);
      });
  });

  it("removed and made again, perhaps with the same inode", async () => {
    await survives(OLD, (path) => {
      rmSync(path);
      writeFileSync(path, lines("b", 40));
    });
  });

  it("pruned at its head or in its middle, then appended to", async () => {
    const line = SIZE / 40;
    for (const [begin, end] of [
      [0, 20 * line],
      [10 * line, 30 * line],
    ] as const)
      await survives(OLD, (path) => writeFileSync(path, OLD.slice(0, begin) + OLD.slice(end) + lines("b", 50)));
  });

  it("restored from a backup, then appended to otherwise", async () => {
    await survives(OLD, (path) => writeFileSync(path, OLD.slice(0, SIZE / 2) + lines("c", 25)));
  });

  it("copied, moved, or laid over another: no ID is new", async () => {
    const next = await survives(OLD, (path) => {
      copyFileSync(path, path.replace("s1", "s1 copy"));
      renameSync(path, path.replace("s1", "moved"));
    });
    expect(new Set(next).size).toBe(41);
  });

  it("touched, its bytes as before: repeats at most", async () => {
    expect(await survives(OLD, (path) => utimesSync(path, new Date(), new Date(0)))).toHaveLength(41);
  });

  it("a hole first, filled later", async () => {
    await survives("\0".repeat(5000) + prompt("u0"), (path) => overwrite(path, lines("f", 30).slice(0, 4800)));
  });
});

describe("a line that was no record", () => {
  const damaged = `#${OLD.slice(1)}`;

  it("is read when it is repaired, far before the offset, together with an append", async () => {
    await survives(damaged, (path) => {
      overwrite(path, OLD);
      appendFileSync(path, prompt("u1"));
    });
  });

  it("and stays none costs no repeats of what follows it", async () => {
    expect(await survives(damaged, (path) => appendFileSync(path, prompt("u1")))).toHaveLength(1);
  });

  it("is one of thousands: the cursor stays small", async () => {
    const dir = tempDir();
    writeTree(dir, new Map([[LOG, "no record\n".repeat(5000)]]));
    const exporter = inProcess(source, [dir]);
    await exporter.run();
    expect(exporter.manifest?.length).toBeLessThan(20_000);
    appendFileSync(join(dir, LOG), prompt("u1"));
    expect(await exporter.run()).toHaveLength(2);
  });
});

describe("logs that are read at once", () => {
  it("give what each gives alone: a run may read one on here while it is in the midst of another", async () => {
    const dir = tempDir();
    const texts = ["a", "b"].map((mark) => lines(mark, 4000));
    writeTree(dir, new Map(texts.map((text, at) => [`projects/p/s${at}.jsonl`, text])));
    const { logs } = source.discover([{ path: dir, named: true }]);
    const readings = logs.map((log) => ({ batches: batchesOf(source.read(log, undefined)), keys: [] as string[] }));
    for (let open = readings; open.length > 0;) {
      const going = [];
      for (const each of open) {
        const { done, value } = await each.batches.next();
        if (done === true) continue;
        for (const seen of value.observations) if ("key" in seen) each.keys.push(seen.key);
        going.push(each);
      }
      open = going;
    }
    for (const [at, { keys }] of readings.entries())
      expect(keys).toEqual([...(texts[at] ?? "").matchAll(/"uuid":"([^"]*)"/g)].map(([, key]) => key));
  });
});

async function* batchesOf(batches: Iterable<Batch> | AsyncIterable<Batch>): AsyncGenerator<Batch, void, undefined> {
  yield* batches;
}

describe("the one thing that no run sees", () => {
  it("is an edit of the same length, far before the offset, together with an append", async () => {
    const dir = tempDir();
    writeTree(dir, new Map([[LOG, OLD]]));
    const exporter = inProcess(source, [dir]);
    await exporter.run();
    overwrite(join(dir, LOG), OLD.replace("a0000", "z0000"));
    appendFileSync(join(dir, LOG), prompt("u1"));
    expect((await exporter.run()).length).toBe(1);
    expect(readFileSync(join(dir, LOG), "utf8")).toContain("z0000");
  });
});
