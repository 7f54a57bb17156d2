/** What a log of Copilot CLI says of usage, from the notes on the format; shares no code with the program. */
import { member } from "../../support/reference/lines.ts";
import { readCount, readId, readText } from "../../support/reference/rules.ts";

type Told = readonly [type: string, end: string, fields: Readonly<Record<string, unknown>>];

/** Follows what one log says of what models took. */
export class Taken {
  /** What each model has answered in since the program was started and nothing has told since; "" where no model is named. */
  #answers: { model: string | undefined; output: number }[] = [];
  #ends = new Map<string, Readonly<Record<string, number>>>();

  /** The program was started anew. */
  forget(): void {
    this.#answers = [];
    this.#ends = new Map();
  }

  /** What a record tells. */
  by(type: string, data: object, agent: string | undefined): readonly Told[] {
    if (type === "assistant.message") return this.#answer(data, agent);
    if (type === "session.shutdown") return this.#end(member(data, "modelMetrics"));
    return type === "session.error" ? failure(data, agent) : [];
  }

  #answer(data: object, agent: string | undefined): readonly Told[] {
    const output = readCount(member(data, "outputTokens"));
    const model = readId(member(data, "model"));
    if (output === 0) return [];
    const known = this.#answers.find((each) => each.model === model)?.output ?? 0;
    this.#answers = [...this.#answers.filter((each) => each.model !== model), { model, output: known + output }];
    return [
      ["agent_usage", "", { model: readText(member(data, "model"), 256), agent_id: agent, output_tokens: output }],
    ];
  }

  #end(metrics: unknown): readonly Told[] {
    if (typeof metrics !== "object" || metrics === null || Array.isArray(metrics)) return [];
    return Object.keys(metrics).flatMap((model, index): Told[] => {
      if (readId(model) === undefined || index >= 64) return [];
      const names = ["inputTokens", "outputTokens", "cacheReadTokens", "cacheWriteTokens", "reasoningTokens"];
      const usage = member(member(metrics, model), "usage");
      const now = Object.fromEntries(names.map((name) => [name, readCount(member(usage, name))]));
      const before = this.#ends.get(model) ?? {};
      this.#ends.set(model, now);
      const isAnew = names.some((name) => (now[name] ?? 0) < (before[name] ?? 0));
      const more = (name: string) => (now[name] ?? 0) - (isAnew ? 0 : (before[name] ?? 0));
      let output = more("outputTokens");
      for (const answer of this.#answers) {
        if (answer.model !== undefined && answer.model !== model) continue;
        const told = Math.min(answer.output, output);
        answer.output -= told;
        output -= told;
      }
      this.#answers = this.#answers.filter((each) => each.output > 0);
      const [read, write] = [more("cacheReadTokens"), more("cacheWriteTokens")];
      const input = Math.max(0, more("inputTokens") - read - write);
      if (input + output + read + write === 0) return [];
      const fields = {
        model: readText(model, 256),
        input_tokens: input || undefined,
        output_tokens: output || undefined,
        cache_read_tokens: read || undefined,
        cache_write_tokens: write || undefined,
        reasoning_tokens: more("reasoningTokens") || undefined,
      };
      return [["agent_usage", `-${index}`, fields]];
    });
  }
}

function failure(data: object, agent: string | undefined): readonly Told[] {
  const type = member(data, "errorType");
  const code = member(data, "errorCode");
  if (type === "rate_limit" || type === "quota")
    return [["agent_limit", "", { action: "hit", scope: readText(code, 256) ?? type }]];
  const number = member(data, "statusCode");
  const status = Number.isInteger(number) && Number(number) >= 100 && Number(number) < 600 ? number : undefined;
  const isOurs = ["authentication", "authorization", "query"].includes(type as string);
  if (!isOurs && (status === undefined || type === "context_limit")) return [];
  return [["agent_error", "", { status, agent_id: agent }]];
}
