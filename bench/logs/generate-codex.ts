// A Codex directory of generated rollouts.

import { join } from "node:path";
import { linesOf, uuid7 } from "./codex-lines.ts";
import { seeded } from "./random.ts";
import { textPool } from "./text-pool.ts";
import { type Made, madeOf, sizesOf, type Tree, writeLog } from "./write-log.ts";

export function generateCodex(tree: Tree): Made {
  const random = seeded(tree.seed);
  const text = textPool(random);
  const lengths: number[] = [];
  let log = "";
  for (const [i, size] of sizesOf(tree, random).entries()) {
    const time = Date.UTC(2026, 5, 1) + i * 3_600_000;
    const thread = { id: uuid7(random, time), cwd: `/home/ana/garden-${i % 40}`, time };
    const lines = linesOf(thread, { random, text });
    const at = new Date(time).toISOString().slice(0, 19);
    const [year = "", month = "", day = ""] = at.slice(0, 10).split("-");
    log = join(tree.out, "sessions", year, month, day, `rollout-${at.replaceAll(":", "-")}-${thread.id}.jsonl`);
    for (const length of writeLog(log, size, () => lines.next().value)) lengths.push(length);
  }
  return madeOf(tree.logs, log, lengths);
}
