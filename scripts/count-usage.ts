/**
 * `node scripts/count-usage.ts AGENT DIR < EVENTS`: what models took by model and day, by a count of the logs below DIR and
 * by the sums of the events, which are told to it as `tt export --types all` prints them. Exits 1 where the two differ.
 */
import { readFileSync } from "node:fs";
import { COUNTS } from "./usage/counts.ts";
import { Sums } from "./usage/sums.ts";

const [agent = "", directory = ""] = process.argv.slice(2);
const count = COUNTS[agent];
if (count === undefined || directory === "") {
  console.error(`usage: node scripts/count-usage.ts ${Object.keys(COUNTS).join("|")} DIR < EVENTS`);
  process.exit(2);
}
const summed = new Sums();
const seen = new Set<string>();
for (const line of readFileSync(0, "utf8").split("\n").filter(Boolean)) {
  const event = JSON.parse(line) as Readonly<Record<string, string | number>>;
  if (event["type"] !== "agent_usage" || seen.has(String(event["id"]))) continue;
  seen.add(String(event["id"]));
  const tokens = (name: string) => Number(event[`${name}_tokens`] ?? 0);
  summed.add(String(event["timestamp"]), event["model"], [
    tokens("input"),
    tokens("output"),
    tokens("cache_read"),
    tokens("cache_write"),
  ]);
}
const counted = count(directory).by;
const keys = [...new Set([...counted.keys(), ...summed.by.keys()])].sort();
let differences = 0;
for (const key of keys) {
  const [wanted, got] = [counted.get(key), summed.by.get(key)].map((tokens) => (tokens ?? [0, 0, 0, 0]).join(" "));
  if (wanted !== got) differences++;
  console.log(
    `${wanted === got ? "same" : "OTHER"} ${key}: ${wanted}${wanted === got ? "" : ` in the logs, ${got} in the events`}`,
  );
}
console.log(`${keys.length} rows, ${differences} of them differ`);
if (differences > 0) process.exitCode = 1;
