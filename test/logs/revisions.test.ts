/** A cursor of another revision, or one that was altered, is not trusted: the log is read from its start. */
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { walkLogs } from "../../src/logs/files/walk.ts";
import { jsonLines } from "../../src/logs/lines/json-lines.ts";
import { LineLogs } from "../../src/logs/lines/line-logs.ts";
import { isUnchangedLog } from "../../src/logs/lines/position.ts";
import type { Cursor, Log } from "../../src/logs/source.ts";
import { put } from "../support/contract/tree.ts";
import { tempDir } from "../support/program/temp.ts";

/** Numbers the records of a log. */
const logsOf = (revision: number) => {
  const format = jsonLines<number>({
    revision,
    initialState: 0,
    restoreState: (stored) => (typeof stored === "number" ? stored : undefined),
    decode(_, state, found) {
      const at = "2026-03-02T08:00:00.000Z";
      found.add({ kind: "tool-use", at, sessionId: "s", key: String(state), tool: "dig" });
      return state + 1;
    },
  });
  return new LineLogs(format, { tickMs: 0 });
};

const discover = (...paths: readonly string[]) =>
  walkLogs(
    paths.map((path) => ({ path, named: true })),
    {
      logsDir: "logs",
      isLog: (name) => name.endsWith(".jsonl"),
      enters: () => true,
      followsLinks: () => false,
    },
  );

async function keysIn(logs: LineLogs, log: Log, from?: Cursor): Promise<readonly [readonly string[], Cursor]> {
  const keys: string[] = [];
  let last: Cursor = {};
  for await (const { observations, cursor } of logs.read(log, from)) {
    for (const seen of observations) if (seen.kind === "tool-use") keys.push(seen.key);
    last = cursor ?? last;
  }
  return [keys, last];
}

it("is read from its start by another revision, and when the stored state was altered", async () => {
  const directory = tempDir();
  const path = join(directory, "logs/a.jsonl");
  put(path, "{}\n{}\n");
  const found = () => discover(directory).logs[0];
  const before = found();
  if (before === undefined) throw new Error("a log");
  const [keys, cursor] = await keysIn(logsOf(1), before);
  expect(keys).toEqual(["0", "1"]);
  expect([1, 2].map((revision) => isUnchangedLog(before, cursor, revision))).toEqual([true, false]);
  put(path, "{}\n{}\n{}\n");
  const grown = found() ?? before;
  expect((await keysIn(logsOf(1), grown, cursor))[0]).toEqual(["2"]);
  expect((await keysIn(logsOf(2), grown, cursor))[0]).toEqual(["0", "1", "2"]);
  const altered = { ...cursor, memo: { started: [], state: 7 } };
  expect((await keysIn(logsOf(1), grown, altered))[0]).toEqual(["0", "1", "2"]);
});

it("is found once below a directory that is named in two ways", () => {
  const directory = tempDir();
  put(join(directory, "agent/logs/a.jsonl"), "{}\n");
  symlinkSync("agent", join(directory, "alias"));
  expect(discover(join(directory, "agent"), join(directory, "alias")).logs).toHaveLength(1);
});
