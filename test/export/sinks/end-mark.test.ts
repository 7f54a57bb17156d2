import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { endMarked } from "../../../src/export/sinks/end-mark.ts";

/** What comes out of lines that are written one way or another, the mark at their end parsed. */
async function marked(written: readonly (string | Uint8Array)[], evenAlone = false) {
  let text = "";
  const happened: string[] = [];
  const sink = endMarked(
    {
      write: (lines) => {
        text += Buffer.from(lines).toString();
        return Promise.resolve(void happened.push("write"));
      },
      flush: () => Promise.resolve(void happened.push("flush")),
    },
    { rest: () => ({ complete: { codex: 4 }, machine_id: "shed" }), evenAlone },
  );
  for (const lines of written) await sink.write(lines);
  await sink.flush();
  expect(happened).toEqual([...Array.from({ length: happened.length - 1 }, () => "write"), "flush"]);
  const lines = text.split("\n").slice(0, -1);
  const mark: unknown = lines.length === 0 ? undefined : JSON.parse(lines.pop() ?? "");
  return { lines, mark };
}

function markOf(text: string, events: number) {
  const digest = createHash("sha256").update(text).digest("hex");
  return { type: "end", events, lines_sha256: digest, complete: { codex: 4 }, machine_id: "shed" };
}

it("says how many lines came before it, and their digest, however they were cut into writes", async () => {
  const text = '{"a":1}\n{"é":2}\n{"c":3}\n';
  const want = { lines: text.split("\n").slice(0, -1), mark: markOf(text, 3) };
  expect(await marked([text])).toEqual(want);
  expect(await marked(['{"a":1}\n', Buffer.from('{"é":2}\n{"c":3}\n')])).toEqual(want);
});

it("stands alone only where it is wanted even then", async () => {
  expect(await marked([])).toEqual({ lines: [], mark: undefined });
  expect(await marked([], true)).toEqual({ lines: [], mark: markOf("", 0) });
});
