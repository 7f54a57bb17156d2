import type { AgentFault, Limit, Usage } from "../../events/observation.ts";
import { isObject, type JsonObject } from "../../lib/json/json.ts";
import { memberOf, readId, readText } from "../../logs/record/fields.ts";
import { figuresOf } from "../../logs/record/figures.ts";
import { readStatus, readTokens, tokensIn } from "../../logs/record/usage-so-far.ts";

type Common = "at" | "sessionId" | "cwd" | "gitBranch";
type Seen = Omit<Usage, Common> | Omit<Limit, Common> | Omit<AgentFault, Common>;

/**
 * What the program has told since it was started: of each model the output of its answers, and what it took when the
 * program was last shut down (input, read from the cache, written to it, output, reasoning).
 */
export type Told = {
  readonly answers: readonly (readonly [model: string | null, output: number])[];
  readonly totals: readonly (readonly [model: string, ...figures: number[]])[];
};

export const NOTHING_TOLD: Told = { answers: [], totals: [] };

/** Whether a stored value is what was told. */
export function isTold(stored: unknown): stored is Told {
  if (!isObject(stored)) return false;
  const { answers, totals } = stored;
  const isEntry = (entry: unknown, length: number, isName: (name: unknown) => boolean): boolean =>
    Array.isArray(entry) &&
    entry.length === length &&
    entry.every((value, at) => (at === 0 ? isName(value) : typeof value === "number"));
  const isModel = (name: unknown) => typeof name === "string";
  return (
    Array.isArray(answers) &&
    answers.every((entry) => isEntry(entry, 2, (name) => name === null || isModel(name))) &&
    Array.isArray(totals) &&
    totals.every((entry) => isEntry(entry, 1 + COUNTED.length, isModel))
  );
}

const COUNTED = ["inputTokens", "cacheReadTokens", "cacheWriteTokens", "outputTokens", "reasoningTokens"] as const;
/** So many models are told apart. */
const MOST_MODELS = 64;

interface Shown {
  readonly seen: Seen[];
  readonly told: Told;
}

/** What an answer took: its record has the output alone. */
export function answered(told: Told, { key, data, agentId }: Record): Shown {
  const output = readTokens(data["outputTokens"]) ?? 0;
  const model = readId(data["model"]) ?? null;
  if (output === 0) return { seen: [], told };
  const before = told.answers.find(([each]) => each === model)?.[1] ?? 0;
  const others = told.answers.filter(([each]) => each !== model).slice(-MOST_MODELS);
  return {
    seen: [{ kind: "usage", key, model: readText(data["model"]), agentId, outputTokens: output }],
    told: { ...told, answers: [...others, [model, before + output]] },
  };
}

interface Record {
  readonly key: string;
  readonly data: JsonObject;
  readonly agentId: string | undefined;
}

/** What a run of the program took by model, less what was told of it before: it stands in the record of its end. */
export function taken(told: Told, { key, data }: Omit<Record, "agentId">): Shown {
  const metrics = data["modelMetrics"];
  const seen: Seen[] = [];
  if (!isObject(metrics)) return { seen, told };
  let { answers, totals } = told;
  for (const [index, [model, metric]] of Object.entries(metrics).entries()) {
    if (readId(model) === undefined || index >= MOST_MODELS) continue;
    const usage = memberOf(metric, "usage");
    const total = COUNTED.map((name) => readTokens(memberOf(usage, name)) ?? 0);
    const before = totals.find(([each]) => each === model)?.slice(1) as readonly number[] | undefined;
    const [input = 0, read = 0, written = 0, output = 0, reasoning = 0] = grown(total, before);
    totals = [...totals.filter(([each]) => each !== model), [model, ...total]];
    const spoken = spent(answers, model, output);
    ({ answers } = spoken);
    const figures = figuresOf(
      { input, output: output - spoken.output, cacheRead: read, cacheWrite: written, reasoning },
      { inputHoldsCache: true },
    );
    if (figures !== undefined && tokensIn(figures) > 0)
      seen.push({ kind: "usage", key: `${key}-${index}`, model, ...figures });
  }
  return { seen, told: { answers, totals: totals.slice(-MOST_MODELS) } };
}

/** By how much a total has grown. One that is less than before began anew. */
function grown(total: readonly number[], before: readonly number[] | undefined): readonly number[] {
  const more = total.map((taken, at) => taken - (before?.[at] ?? 0));
  return more.every((taken) => taken >= 0) ? more : total;
}

/** Takes from the answers of a model, then from those of a model that is not told, what a total of output repeats. */
function spent(answers: Told["answers"], model: string, most: number): { answers: Told["answers"]; output: number } {
  let left = most;
  const rest = answers.map(([each, output]): readonly [string | null, number] => {
    if (each !== model && each !== null) return [each, output];
    const part = Math.min(left, output);
    left -= part;
    return [each, output - part];
  });
  return { answers: rest.filter(([, output]) => output > 0), output: most - left };
}

/** Errors that the program says are none of the provider's. */
const OWN_ERRORS: ReadonlySet<unknown> = new Set(["context_limit"]);

/** That a limit stopped the agent, or that the provider failed. */
export function faultIn({ key, data, agentId }: Record): Seen[] {
  const { errorType, errorCode, statusCode } = data;
  if (errorType === "rate_limit" || errorType === "quota")
    return [{ kind: "limit", key, action: "hit", scope: readText(errorCode) ?? errorType }];
  const status = readStatus(statusCode);
  const isProviders = PROVIDERS.has(errorType) || (status !== undefined && !OWN_ERRORS.has(errorType));
  return isProviders ? [{ kind: "error", key, status, agentId }] : [];
}

const PROVIDERS: ReadonlySet<unknown> = new Set(["authentication", "authorization", "query"]);
