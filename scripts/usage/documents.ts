/** Counts of logs that are documents. */
import { readFileSync } from "node:fs";
import { count, filesIn, number, of, recordsOf, Sums, text, type Members, type Tokens } from "./sums.ts";

const list = (value: unknown): readonly Members[] => (Array.isArray(value) ? (value as readonly Members[]) : []);

function documentOf(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}

/** Each message of either container once; its input holds the cache, its output no thoughts. */
export function countGemini(directory: string): Sums {
  const messages = new Map<string, Members>();
  const documents = filesIn(directory, ".json").flatMap((path) => list(of(documentOf(path))["messages"]));
  const lines = filesIn(directory, ".jsonl").flatMap((path) =>
    [...recordsOf(path)].flatMap((record) => [record, ...list(record["messages"])]),
  );
  for (const message of [...documents, ...lines])
    if (message["type"] === "gemini" && Object.keys(of(message["tokens"])).length > 0)
      messages.set(`${text(message["id"])} ${text(message["timestamp"])}`, message);
  const sums = new Sums();
  for (const { timestamp, model, tokens } of messages.values()) {
    const [input, output, cached, thoughts, tool] = ["input", "output", "cached", "thoughts", "tool"].map((name) =>
      count(of(tokens)[name]),
    ) as [number, number, number, number, number];
    sums.add(text(timestamp), model, [input + tool - cached, output + thoughts, cached, 0]);
  }
  return sums;
}

/** Each answer of a session; its input holds the cache. And each request of a task, as it stands there. */
export function countCline(directory: string): Sums {
  const sums = countRoo(directory);
  for (const path of filesIn(directory, ".messages.json"))
    for (const { ts, metrics, modelInfo } of list(of(documentOf(path))["messages"])) {
      const [input, output, read, write] = ["input", "output", "cacheRead", "cacheWrite"].map((name) =>
        count(of(metrics)[`${name}Tokens`]),
      ) as [number, number, number, number];
      if (input + output > 0)
        sums.add(new Date(number(ts)).toISOString(), of(modelInfo)["id"], [input - read - write, output, read, write]);
    }
  return sums;
}

/** Each request of a task that has a cost and is not the last thing in it. */
export function countRoo(directory: string): Sums {
  const sums = new Sums();
  for (const path of filesIn(directory, "ui_messages.json")) {
    const messages = list(documentOf(path));
    for (const [index, { ts, say, text: said, modelInfo }] of messages.entries()) {
      if (say !== "api_req_started") continue;
      const request = of(JSON.parse(text(said) || "{}"));
      const isOver = messages.slice(index + 1).some((each) => each["type"] === "ask" || each["say"] === say);
      if (typeof request["cost"] !== "number" || !isOver) continue;
      const [input, output, read, write] = ["tokensIn", "tokensOut", "cacheReads", "cacheWrites"].map((name) =>
        count(request[name]),
      ) as [number, number, number, number];
      const fresh = request["apiProtocol"] !== undefined && input >= read + write ? input - read - write : input;
      sums.add(new Date(number(ts)).toISOString(), of(modelInfo)["modelId"], [fresh, output, read, write]);
    }
  }
  return sums;
}

/** Each answer with figures, at its own time or, without one, that of the prompt. */
export function countAmp(directory: string): Sums {
  const sums = new Sums();
  for (const path of filesIn(directory, ".json")) {
    let time = "";
    for (const { meta, usage } of list(of(documentOf(path))["messages"])) {
      const sent = of(meta)["sentAt"];
      if (typeof sent === "number") time = new Date(sent).toISOString();
      const said = of(usage);
      const names = ["inputTokens", "outputTokens", "cacheReadInputTokens", "cacheCreationInputTokens"];
      const tokens = names.map((name) => count(said[name])) as unknown as Tokens;
      if (tokens.some((each) => each > 0)) sums.add(text(said["timestamp"]) || time, said["model"], tokens);
    }
  }
  return sums;
}
