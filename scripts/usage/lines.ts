/** Counts of logs that are lines. */
import { count, filesIn, number, of, recordsIn, recordsOf, Sums, text, type Tokens } from "./sums.ts";

/** What each run of the program took by model, as its end says; the output of answers behind the last end, as they say. */
export function countCopilot(directory: string): Sums {
  const sums = new Sums();
  for (const path of filesIn(directory, ".jsonl")) {
    /** What answers said since the program was started, with their times; the last end that it told. */
    let answers: { time: string; model: unknown; output: number }[] = [];
    let end: { time: string; metrics: unknown } | undefined;
    const close = () => {
      for (const { time, model, output } of answers) sums.add(time, model, [0, output, 0, 0]);
      let nameless = answers.reduce((sum, { model, output }) => sum + (model === undefined ? output : 0), 0);
      for (const [model, metric] of Object.entries(of(end?.metrics))) {
        if (model === "") continue;
        const usage = of(of(metric)["usage"]);
        const [read, write] = [count(usage["cacheReadTokens"]), count(usage["cacheWriteTokens"])];
        const said = answers.filter((each) => each.model === model).reduce((sum, { output }) => sum + output, 0);
        const left = count(usage["outputTokens"]) - said;
        const output = left - Math.min(left, nameless);
        nameless -= left - output;
        const input = count(usage["inputTokens"]) - read - write;
        if (input + output + read + write > 0) sums.add(end?.time ?? "", model, [input, output, read, write]);
      }
      answers = [];
      end = undefined;
    };
    for (const { type, data, timestamp } of recordsOf(path)) {
      if (type === "session.start" || type === "session.resume") close();
      const metrics = of(of(data)["modelMetrics"]);
      const less = ([model, metric]: readonly [string, unknown]) =>
        count(of(of(metric)["usage"])["inputTokens"]) < count(of(of(of(end?.metrics)[model])["usage"])["inputTokens"]);
      if (type === "session.shutdown" && Object.entries(metrics).some(less)) close();
      if (type === "session.shutdown") end = { time: text(timestamp), metrics };
      const output = count(of(data)["outputTokens"]);
      if (type === "assistant.message" && output > 0)
        answers.push({ time: text(timestamp), model: of(data)["model"], output });
    }
    close();
  }
  return sums;
}

/** Each answer; its input holds the cache. */
export function countQwen(directory: string): Sums {
  const sums = new Sums();
  for (const record of recordsIn(directory, ".jsonl")) {
    const usage = of(record["usageMetadata"]);
    const [input, answer, thoughts, read, total] = [
      "promptTokenCount",
      "candidatesTokenCount",
      "thoughtsTokenCount",
      "cachedContentTokenCount",
      "totalTokenCount",
    ].map((name) => count(usage[name])) as [number, number, number, number, number];
    if (record["type"] !== "assistant" || input + answer === 0) continue;
    sums.add(text(record["timestamp"]), record["model"], [input - read, total - input || answer + thoughts, read, 0]);
  }
  return sums;
}

/** Each step. */
export function countKimi(directory: string): Sums {
  const sums = new Sums();
  for (const path of filesIn(directory, "wire.jsonl"))
    for (const { timestamp, message } of recordsOf(path)) {
      const { type, payload } = of(message);
      const usage = of(of(payload)["token_usage"]);
      if (type !== "StatusUpdate" || Object.keys(usage).length === 0) continue;
      const names = ["input_other", "output", "input_cache_read", "input_cache_creation"];
      const tokens = names.map((name) => count(usage[name])) as unknown as Tokens;
      sums.add(new Date(number(timestamp) * 1000).toISOString(), undefined, tokens);
    }
  return sums;
}

/** Each answer once, whichever files it was copied to. */
export function countPi(directory: string): Sums {
  const sums = new Sums();
  const seen = new Set<string>();
  for (const record of recordsIn(directory, ".jsonl")) {
    const message = of(record["message"]);
    const once = `${text(record["id"])} ${text(record["timestamp"])}`;
    if (message["usage"] === undefined || seen.has(once)) continue;
    seen.add(once);
    const names = ["input", "output", "cacheRead", "cacheWrite"];
    const tokens = names.map((name) => count(of(message["usage"])[name])) as unknown as Tokens;
    sums.add(text(record["timestamp"]), message["model"], tokens);
  }
  return sums;
}
