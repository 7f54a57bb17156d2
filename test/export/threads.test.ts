/** Reading in threads changes how fast, never what: every job's batches, in the order of the jobs, as read here. */
import { TYPE_GROUPS } from "../../src/events/event-type.ts";
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { eventBatches } from "../../src/export/event-batches.ts";
import type { EventBatch, Job, Reading, Wanted } from "../../src/export/job.ts";
import { readInThreads } from "../../src/export/threads/read-in-threads.ts";
import { claudeCode } from "../../src/agents/claude-code/index.ts";
import { tempDir } from "../support/program/temp.ts";
import { uglyLog } from "../support/random/ugly-logs.ts";
import { some } from "../support/shares.ts";

const source = claudeCode();
const entry = new URL("../../src/commands/export/reading-thread.ts", import.meta.url);
const hungryThread = new URL("../support/program/hungry-thread.ts", import.meta.url);
const everything: Wanted = {
  machineId: "shed",
  since: undefined,
  until: undefined,
  exclude: [],
  types: new Set(TYPE_GROUPS.core),
};

/** Jobs for logs of the given contents, one directory. */
function jobsFor(logs: readonly (string | Buffer)[]): Job[] {
  const dir = tempDir();
  const project = join(dir, "projects/-home-ana-garden");
  mkdirSync(project, { recursive: true });
  for (const [at, bytes] of logs.entries())
    writeFileSync(join(project, `s${String(at).padStart(4, "0")}.jsonl`), bytes);
  const found = source.discover([{ path: dir, named: true }]).logs;
  return found.map((log) => ({ source, log, cursor: undefined, bytes: log.stat.size }));
}

/** A log of prompts: it gives more text than it has. */
function prompts(count: number, session: string): string {
  const line = (at: number): string => {
    const timestamp = new Date(Date.UTC(2026, 0, 1) + at * 1000).toISOString();
    return JSON.stringify({
      type: "user",
      sessionId: session,
      timestamp,
      uuid: `u${at}`,
      message: { role: "user", content: "x" },
    });
  };
  return Array.from({ length: count }, (_, at) => `${line(at)}\n`).join("");
}

/** The same for each number of threads, so made once. */
const texts = new Map<string, string>();
function manyPrompts(count: number, session: string): string {
  const key = `${count} ${session}`;
  const text = texts.get(key) ?? prompts(count, session);
  texts.set(key, text);
  return text;
}

/** All that a job gives: the text, the counts and the cursor, however it was cut into batches. */
async function gathered(given: AsyncIterable<EventBatch>) {
  const all = {
    text: "",
    events: {} as Record<string, number>,
    lines: 0,
    problems: [] as unknown[],
    cursor: {} as unknown,
  };
  for await (const { lines, events, counts, problems, cursor } of given) {
    all.text += Buffer.from(lines).toString();
    all.lines += counts.lines;
    all.problems.push(...problems);
    for (const [type, count] of Object.entries(events)) all.events[type] = (all.events[type] ?? 0) + count;
    all.cursor = cursor ?? all.cursor;
  }
  return all;
}

async function withThreads<T>(jobs: readonly Job[], count: number, use: (reading: Reading) => Promise<T>): Promise<T> {
  const reading = readInThreads(jobs, everything, { entry, count });
  try {
    return await use(reading);
  } finally {
    await reading.close();
  }
}

describe("reading in threads", () => {
  it.each(some([3, 1]))("gives for each job what reading it here gives, with %i threads", async (count) => {
    const ugly = Array.from({ length: 15 }, (_, seed) => uglyLog(seed, { lines: 30 }));
    // Large ones at either end and in the middle: more than a thread may send ahead, more than is read here ahead.
    const jobs = jobsFor([
      manyPrompts(24_000, "a"),
      ...ugly,
      manyPrompts(26_000, "b"),
      "",
      manyPrompts(24_000, "c"),
      prompts(9, "d"),
    ]);
    await withThreads(jobs, count, async (reading) => {
      for (const [index, job] of jobs.entries())
        expect(await gathered(reading.read(index)), job.log.path).toEqual(
          await gathered(eventBatches(job, everything)),
        );
    });
  });

  it("gives the problems of a log that is gone, and reads here what is not for threads", async () => {
    const [first, second] = jobsFor([prompts(3, "a"), prompts(3, "b")]);
    if (first === undefined || second === undefined) throw new Error("two logs");
    const gone: Job = { ...first, log: { ...first.log, path: `${first.log.path}.gone` } };
    const { inThreads: _, ...alone } = source;
    const jobs = [gone, { ...second, source: alone }, second];
    await withThreads(jobs, 1, async (reading) => {
      expect((await gathered(reading.read(0))).problems).toMatchObject([{ kind: "unreadable" }]);
      expect((await gathered(reading.read(1))).events).toEqual({ agent_session: 1, user_message: 3 });
      expect((await gathered(reading.read(2))).events).toEqual({ agent_session: 1, user_message: 3 });
    });
  });

  it("fails as a thread fails", async () => {
    const jobs = jobsFor([prompts(20_000, "a"), prompts(20_000, "b")]);
    const broken = new URL("data:text/javascript,throw new Error('out of seeds')");
    const reading = readInThreads(jobs, everything, { entry: broken, count: 1 });
    await expect(gathered(reading.read(0))).rejects.toThrow("out of seeds");
    await reading.close();
  });

  it("reads on here what is too large for a thread, from where that gave it up, and repeats nothing", async () => {
    const wide = `{"type":"user","content":[${'{"k":1},'.repeat(200_000)}0]}\n`;
    const jobs = jobsFor([prompts(5, "a") + wide + prompts(5, "a"), prompts(9, "b"), prompts(9, "c")]);
    const reading = readInThreads(jobs, everything, { entry, count: 1, heapMb: 80 });
    for (const [index, job] of jobs.entries())
      expect(await gathered(reading.read(index)), job.log.path).toEqual(await gathered(eventBatches(job, everything)));
    await reading.close();
  });

  it("loses with a thread that runs out of memory the log that it was at, and says where; the others are read", async () => {
    const jobs = jobsFor(Array.from({ length: 12 }, (_, at) => prompts(20 + at, `s${at}`)));
    const hungry = jobs[4];
    if (hungry === undefined) throw new Error("a log");
    const path = hungry.log.path.replace(".jsonl", "hungry.jsonl");
    renameSync(hungry.log.path, path);
    jobs[4] = { ...hungry, log: { ...hungry.log, path } };
    const reading = readInThreads(jobs, everything, { entry: hungryThread, count: 1, heapMb: 48 });
    for (const [index, job] of jobs.entries()) {
      const read = await gathered(reading.read(index));
      const whole = await gathered(eventBatches(job, everything));
      if (index !== 4) expect(read, job.log.path).toEqual(whole);
      else {
        expect(read.cursor).toEqual({});
        expect(read.problems).toEqual([
          { kind: "unreadable", path, offset: job.log.stat.size, cause: "a thread ran out of memory" },
        ]);
      }
    }
    await reading.close();
  });

  it("can be given up at any moment, even with threads that wait for their turn", async () => {
    const jobs = jobsFor([prompts(40_000, "a"), prompts(40_000, "b"), prompts(40_000, "c")]);
    await withThreads(jobs, 2, async (reading) => {
      for await (const batch of reading.read(0)) {
        expect(batch.lines.length).toBeGreaterThan(0);
        // Long enough that the threads have sent what they may.
        await new Promise((resolve) => setTimeout(resolve, 300));
        break;
      }
    });
  });
});
