/** Databases are read in a thread that can be given up: the others are read all the same. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { ApartReader } from "../../src/export/threads/apart.ts";
import { openCode } from "../../src/agents/opencode/index.ts";
import type { Batch, Log } from "../../src/logs/source.ts";
import { run } from "../support/program/programs.ts";
import { ENDLESS, newDatabase, putSession } from "../support/homes/opencode.ts";
import { tempDir } from "../support/program/temp.ts";

const source = openCode();
const entry = new URL("../../src/commands/export/reading-thread.ts", import.meta.url);

function logsIn(make: (dir: string) => void): readonly Log[] {
  const dir = tempDir();
  mkdirSync(dir, { recursive: true });
  make(dir);
  return source.discover([{ path: dir, named: true }]).logs;
}

async function all(batches: Iterable<Batch> | AsyncIterable<Batch>): Promise<readonly Batch[]> {
  const found: Batch[] = [];
  for await (const batch of batches) found.push(batch);
  return found;
}

function goodDatabase(path: string): void {
  const database = newDatabase(path);
  const time = { created: Date.UTC(2026, 2, 2) };
  for (let at = 0; at < 700; at++) {
    const info = { id: `msg_${at}`, sessionID: `ses_${at}`, role: "user", time };
    const part = { id: `prt_${at}`, sessionID: `ses_${at}`, messageID: `msg_${at}`, type: "text", text: "water" };
    putSession(database, {
      info: { id: `ses_${at}`, directory: "/home/ana/garden", time },
      messages: [{ info, parts: [part] }],
    });
  }
  database.close();
}

describe("a reader beside the run", () => {
  it("gives what the source gives", async () => {
    const [log] = logsIn((dir) => goodDatabase(join(dir, "opencode.db")));
    if (log === undefined) throw new Error("a log");
    const reader = new ApartReader(entry);
    const there = await all(reader.read(source, log, undefined));
    const here = await all(source.read(log, undefined));
    expect(there).toEqual(here);
    expect(here.flatMap(({ observations }) => observations).length).toBeGreaterThan(1000);
    expect(await all(reader.read(source, log, here.at(-1)?.cursor))).toEqual(
      await all(source.read(log, here.at(-1)?.cursor)),
    );
    await reader.close();
  });

  it("reads in the run itself where no thread can be started: its file is gone", async () => {
    const [log] = logsIn((dir) => goodDatabase(join(dir, "opencode.db")));
    if (log === undefined) throw new Error("a log");
    const reader = new ApartReader(new URL("gone.js", entry));
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await all(reader.read(source, log, undefined))).toEqual(await all(source.read(log, undefined)));
  });

  it(
    "gives up on a database whose reading never ends, says so, goes on with the next; and the process can still end",
    { timeout: 60_000 },
    () => {
      const dir = tempDir();
      new DatabaseSync(join(dir, "opencode-endless.db")).exec(ENDLESS);
      goodDatabase(join(dir, "opencode.db"));
      // In a process of its own: the thread works on for ever.
      const script = `
        const { ApartReader } = await import(${JSON.stringify(new URL("../../src/export/threads/apart.ts", import.meta.url))});
        const { leaveSoon } = await import(${JSON.stringify(new URL("../../src/lib/process/leave.ts", import.meta.url))});
        const { openCode } = await import(${JSON.stringify(new URL("../../src/agents/opencode/index.ts", import.meta.url))});
        const source = openCode();
        const reader = new ApartReader(new URL(${JSON.stringify(entry.href)}), { patienceTicks: 4 });
        for (const log of source.discover([{ path: ${JSON.stringify(dir)}, named: true }]).logs) {
          let events = 0;
          const problems = [];
          for await (const batch of reader.read(source, log, undefined)) {
            events += batch.observations.length;
            problems.push(...batch.problems.map(({ kind, cause }) => [kind, cause]));
          }
          console.log(JSON.stringify({ log: log.key.split("/").at(-1), events, problems }));
        }
        process.exitCode = 7;
        leaveSoon();`;
      const file = join(dir, "reads.mjs");
      writeFileSync(file, script);
      const { status, stdout, stderr } = run(process.execPath, [file]);
      expect(stderr).toBe("");
      expect(
        stdout
          .trim()
          .split("\n")
          .map((line) => JSON.parse(line) as unknown),
      ).toEqual([
        { log: "opencode-endless.db", events: 0, problems: [["unreadable", "no answer from it for 4 seconds"]] },
        { log: "opencode.db", events: 1400, problems: [] },
      ]);
      expect(status).toBe(7);
    },
  );
});
