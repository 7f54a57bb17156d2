/**
 * `node scripts/price-list.ts FOLDER VERSION DATE [FOLDER VERSION DATE ...]`: writes the prices that come with the program,
 * `src/spending/litellm/prices.json`, of what releases of LiteLLM hold; the newest first. Of an older one only what the
 * newer ones have no longer is taken: retired models, which old logs name.
 *
 * Source: `litellm/model_prices_and_context_window_backup.json` in the Python package `litellm`
 * (https://github.com/BerriAI/litellm), MIT outside of `enterprise/`: `src/spending/litellm/LICENSE` is its own file. A
 * FOLDER is an unpacked wheel, of which nothing is run:
 *
 *     pip download --no-deps litellm==1.110.2 && unzip litellm-1.110.2-*.whl -d new
 *     pip download --no-deps litellm==1.80.17 && unzip litellm-1.80.17-*.whl -d old
 *     node scripts/price-list.ts new 1.110.2 2026-11-20 old 1.80.17 2026-01-17
 *
 * DATE is the day on which the release was published. Releases that were withdrawn (1.82.7, 1.82.8, 1.107.0) are not for use.
 *
 * Rows are those of models that give text, with a price of input and output, whose name can be one in a log: names
 * without a prefix, and those with the prefix of whoever makes the model. Of their members the prices of tokens are kept.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PREFIXES } from "../src/spending/model-names.ts";
import { priceOf, pricesIn } from "../src/spending/price.ts";

const target = join(import.meta.dirname, "../src/spending/litellm/prices.json");
const MODES: ReadonlySet<unknown> = new Set(["chat", "completion", "responses"]);
const words = process.argv.slice(2);
if (words.length === 0 || words.length % 3 !== 0) {
  console.error("usage: node scripts/price-list.ts FOLDER VERSION DATE [FOLDER VERSION DATE ...]");
  process.exit(2);
}
const taken = new Set<string>();
const lists: string[] = [];
for (let at = 0; at < words.length; at += 3) {
  const [folder = "", version = "", date = ""] = words.slice(at, at + 3);
  const path = join(folder, "litellm/model_prices_and_context_window_backup.json");
  const rows: string[] = [];
  for (const [name, row] of Object.entries(
    JSON.parse(readFileSync(path, "utf8")) as Record<string, { mode?: unknown }>,
  )) {
    const prices = pricesIn(row);
    if (!MODES.has(row.mode) || !isNamedInLogs(name) || priceOf(prices) === undefined || taken.has(name)) continue;
    taken.add(name);
    rows.push(`${JSON.stringify(name)}:${JSON.stringify(Object.fromEntries(prices))}`);
  }
  const head = { name: `LiteLLM ${version}`, version, date };
  lists.push(`${JSON.stringify(head).slice(0, -1)},"models":{\n${rows.join(",\n")}\n}}`);
  console.log(`${head.name}: ${rows.length} models`);
}
writeFileSync(target, `{"lists":[\n${lists.join(",\n")}\n]}\n`);

function isNamedInLogs(name: string): boolean {
  const [prefix = "", rest] = name.split(/\/(.*)/s);
  return rest === undefined || PREFIXES.includes(prefix);
}
