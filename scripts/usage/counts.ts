/**
 * What models took by model and day, counted from the logs themselves. It shares no code with the program: whole files,
 * `JSON.parse`, everything in memory.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** Input, output, read from the cache, written to it. */
export type Tokens = readonly [input: number, output: number, read: number, write: number];

/** Sums by day and model. */
export class Sums {
  readonly by = new Map<string, Tokens>();

  add(time: string, model: unknown, tokens: Tokens): void {
    const key = `${time.slice(0, 10)} ${typeof model === "string" && model !== "" ? model : "(unknown)"}`;
    const [input, output, read, write] = this.by.get(key) ?? [0, 0, 0, 0];
    this.by.set(key, [input + tokens[0], output + tokens[1], read + tokens[2], write + tokens[3]]);
  }
}

type Members = Readonly<Record<string, unknown>>;
const of = (value: unknown): Members => (typeof value === "object" && value !== null ? (value as Members) : {});
const number = (value: unknown): number => (typeof value === "number" ? value : 0);
const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** How to count the logs in a directory, by agent. */
export const COUNTS: Readonly<Record<string, (directory: string) => Sums>> = {
  "claude-code": countClaude,
  codex: countCodex,
  opencode: countOpenCode,
};

/** Each message once, with its largest figures, at the first time at which it was told. */
function countClaude(directory: string): Sums {
  const messages = new Map<string, { time: string; model: unknown; tokens: Tokens }>();
  for (const record of recordsIn(directory, ".jsonl")) {
    if (record["forkedFrom"] !== undefined) continue;
    const inner = of(of(record["data"])["message"]);
    const line = record["type"] === "progress" ? inner : record;
    const message = of(line["message"]);
    if (line["type"] !== "assistant" || message["model"] === "<synthetic>" || line["isApiErrorMessage"] === true)
      continue;
    const time = text(line["timestamp"]);
    const usage = of(message["usage"]);
    const now: Tokens = [
      number(usage["input_tokens"]),
      number(usage["output_tokens"]),
      number(usage["cache_read_input_tokens"]),
      number(usage["cache_creation_input_tokens"]),
    ];
    const id = text(message["id"]) || text(line["requestId"]) || text(line["uuid"]);
    const { tokens: before = [0, 0, 0, 0], ...first } = messages.get(id) ?? { time, model: message["model"] };
    const [input, output, read, write] = now.map((count, at) => Math.max(count, before[at] ?? 0));
    messages.set(id, { ...first, tokens: [input ?? 0, output ?? 0, read ?? 0, write ?? 0] });
  }
  const sums = new Sums();
  for (const { time, model, tokens } of messages.values()) sums.add(time, model, tokens);
  return sums;
}

/** What the total of a rollout has grown by, from one record to the next; of several copies of a thread once. */
function countCodex(directory: string): Sums {
  const sums = new Sums();
  const seen = new Set<string>();
  for (const path of filesIn(directory, ".jsonl")) {
    let before: Members = {};
    let model: unknown;
    let thread = "";
    for (const record of recordsOf(path)) {
      const payload = of(record["payload"]);
      if (record["type"] === "session_meta") thread ||= text(payload["id"]);
      if (record["type"] === "turn_context") model = payload["model"] ?? model;
      const total = of(of(payload["info"])["total_token_usage"]);
      if (record["type"] !== "event_msg" || payload["type"] !== "token_count" || Object.keys(total).length === 0)
        continue;
      const grown = (name: string) => number(total[name]) - number(before[name]);
      const cached = grown("cached_input_tokens");
      const time = text(record["timestamp"]);
      const isNew = !seen.has(`${thread} ${time}`);
      seen.add(`${thread} ${time}`);
      if (isNew) sums.add(time, model, [grown("input_tokens") - cached, grown("output_tokens"), cached, 0]);
      before = total;
    }
  }
  return sums;
}

/** Every answer of the tables of 1.x. */
function countOpenCode(directory: string): Sums {
  const sums = new Sums();
  for (const path of filesIn(directory, ".db")) {
    const database = new DatabaseSync(path, { readOnly: true });
    for (const { data } of database.prepare("SELECT data FROM message").all()) {
      const message = of(JSON.parse(String(data)));
      const { input, output, reasoning, cache } = of(message["tokens"]);
      const { created } = of(message["time"]);
      if (message["role"] !== "assistant" || typeof created !== "number") continue;
      sums.add(new Date(created).toISOString(), message["modelID"], [
        number(input),
        number(output) + number(reasoning),
        number(of(cache)["read"]),
        number(of(cache)["write"]),
      ]);
    }
    database.close();
  }
  return sums;
}

function* recordsIn(directory: string, end: string): Generator<Members> {
  for (const path of filesIn(directory, end)) yield* recordsOf(path);
}

function* recordsOf(path: string): Generator<Members> {
  for (const line of readFileSync(path, "utf8").split("\n")) {
    for (const piece of line.split(/(?<=\})(?=\{"(?:parentUuid|type)":)/)) {
      try {
        yield of(JSON.parse(piece));
      } catch {
        // Half a line.
      }
    }
  }
}

function filesIn(directory: string, end: string): readonly string[] {
  const paths = readdirSync(directory, { recursive: true, encoding: "utf8" });
  return paths
    .filter((path) => path.endsWith(end))
    .sort()
    .map((path) => join(directory, path));
}
