/**
 * `npm run docs`: writes what the docs say of agents, from the facts in their folders. With `--check` it writes nothing and
 * exits 1 where the docs say something else.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sources } from "../src/agents/index.ts";
import { agentList, agentsTable, evidenceTable, keysTable, toolsTable, usageTable } from "./docs/agents.ts";
import { withBlock } from "./docs/block.ts";

const PAGES: Readonly<Record<string, Readonly<Record<string, () => string>>>> = {
  "README.md": {
    agents: () => agentsTable(facts, "src/agents"),
  },
  "docs/event-format.md": {
    agents: () => agentList(facts),
    evidence: () => evidenceTable(facts),
    usage: () => usageTable(facts),
    keys: () => keysTable(facts),
    tools: () => toolsTable(facts),
  },
};

const facts = sources.map((source) => source.facts);
const isCheck = process.argv.includes("--check");
for (const [page, blocks] of Object.entries(PAGES)) {
  const path = join(import.meta.dirname, "..", page);
  const before = readFileSync(path, "utf8");
  let after = before;
  for (const [name, text] of Object.entries(blocks)) after = withBlock(after, name, text());
  if (after === before) continue;
  if (isCheck) {
    console.error(`${page} says something else of the agents than their facts: npm run docs`);
    process.exitCode = 1;
  } else writeFileSync(path, after);
}
