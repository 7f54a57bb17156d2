// A Claude directory of generated logs. About one in eight is the log of a sub-agent, several of a session.

import { join } from "node:path";
import { nextLine, type Session } from "./claude-lines.ts";
import { type Random, seeded } from "./random.ts";
import { textPool } from "./text-pool.ts";
import { type Made, madeOf, sizesOf, type Tree, writeLog } from "./write-log.ts";

export function generateClaude(tree: Tree): Made {
  const { out, logs, seed } = tree;
  const random = seeded(seed);
  const text = textPool(random);
  const lengths: number[] = [];
  let log = "";
  let parent: string | undefined;
  let subAgents = 0;
  for (const [i, size] of sizesOf(tree, random).entries()) {
    const session = begin(random, i, subAgents > 0);
    subAgents = subAgents > 0 ? subAgents - 1 : random.chance(0.035) ? 1 + random.below(7) : 0;
    const folder = join(out, "projects", `-home-ana-garden-${i % 40}`);
    log =
      session.agentId === undefined || parent === undefined
        ? join(folder, `${session.id}.jsonl`)
        : join(parent, "subagents", `agent-${session.agentId}.jsonl`);
    if (session.agentId === undefined) parent = join(folder, session.id);
    for (const length of writeLog(log, size, () => nextLine(session, { random, text }))) lengths.push(length);
  }
  return madeOf(logs, log, lengths);
}

function begin(random: Random, i: number, isSubAgent: boolean): Session {
  const own = {
    parent: "",
    message: "",
    tool: `toolu_${random.hex(24)}`,
    time: Date.UTC(2026, 0, 1) + random.below(2e10),
  };
  const era = random.chance(0.5) ? "context-first" : "context-last";
  const session = { id: random.uuid(), era, cwd: `/home/ana/garden-${i % 40}`, ...own } as const;
  return isSubAgent ? { ...session, agentId: `a${random.hex(16)}` } : session;
}
