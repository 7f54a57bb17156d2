/**
 * What models took by model and day, counted from the logs themselves. It shares no code with the program: whole files,
 * `JSON.parse`, everything in memory.
 */
import { DatabaseSync } from "node:sqlite";
import { countAmp, countCline, countGemini, countRoo } from "./documents.ts";
import { countCopilot, countKimi, countPi, countQwen } from "./lines.ts";
import { count, filesIn, number, of, recordsIn, recordsOf, Sums, text, type Members, type Tokens } from "./sums.ts";

/** How to count the logs in a directory, by agent. */
export const COUNTS: Readonly<Record<string, (directory: string) => Sums>> = {
  "claude-code": countClaude,
  codex: countCodex,
  opencode: countOpenCode,
  "kilo-code": countOpenCode,
  "gemini-cli": countGemini,
  "copilot-cli": countCopilot,
  "qwen-code": countQwen,
  "kimi-cli": countKimi,
  pi: countPi,
  cline: countCline,
  "roo-code": countRoo,
  amp: countAmp,
  goose: countGoose,
  openclaw: countOpenClaw,
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
    // What a fork copied is older than its session.
    const own =
      "SELECT data FROM message JOIN session ON session.id = session_id WHERE message.time_created >= session.time_created";
    for (const { data } of database.prepare(own).all()) {
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

/** Every row of the ledger that is a request, whose input holds the cache. */
function countGoose(directory: string): Sums {
  const sums = new Sums();
  for (const path of filesIn(directory, "sessions.db")) {
    const database = new DatabaseSync(path, { readOnly: true });
    for (const row of database.prepare("SELECT * FROM usage_ledger WHERE cost_source IS NOT 'carried_forward'").all()) {
      const time = new Date(number(row["created_timestamp"]) * 1000).toISOString();
      const [read, write] = [count(row["cache_read_tokens"]), count(row["cache_write_tokens"])];
      const input = count(row["input_tokens"]) - read - write;
      sums.add(time, row["model"], [input, count(row["output_tokens"]), read, write]);
    }
    database.close();
  }
  return sums;
}

/** Every answer that has figures. */
function countOpenClaw(directory: string): Sums {
  const sums = new Sums();
  for (const path of filesIn(directory, "openclaw-agent.sqlite")) {
    const database = new DatabaseSync(path, { readOnly: true });
    for (const { event_json: event } of database.prepare("SELECT event_json FROM transcript_events").all()) {
      const message = of(of(JSON.parse(String(event ?? "{}")))["message"]);
      const usage = of(message["usage"]);
      const tokens = ["input", "output", "cacheRead", "cacheWrite"].map((name) => count(usage[name]));
      const [input = 0, output = 0, read = 0, write = 0] = tokens;
      if (input + output + read + write === 0) continue;
      sums.add(new Date(number(message["timestamp"])).toISOString(), message["model"], [input, output, read, write]);
    }
    database.close();
  }
  return sums;
}
