import type { StoredEvent } from "../events/stored-event.ts";
import { dollarsOf } from "./dollars.ts";
import { costOf } from "./price.ts";
import type { PriceList } from "./price-list.ts";
import { NO_MODEL, NOTHING_SPENT, type Spent } from "./spending.ts";
import { tokensIn, usageOf, type Usage } from "./usage.ts";

/** What a message took before, of which more may be told. */
interface Message {
  readonly prompt: number;
  /**
   * Whether its log says what it cost: in all, not what is told later. It is taken for granted that a log says so where
   * it first tells of the message: what a list priced before would count beside it.
   */
  readonly isStated: boolean;
}

/** How many messages are remembered, in case more is told of them. */
const REMEMBERED = 10_000;

/** Tells what events of usage took, and what that costs. They have to come in the order of their times. */
export class Meter {
  readonly #prices: PriceList | undefined;
  /** Agents whose events tell what many requests took together. */
  readonly #ofRuns: ReadonlySet<string>;
  readonly #messages = new Map<string, Message>();

  constructor(prices?: PriceList, ofRuns: ReadonlySet<string> = new Set()) {
    this.#prices = prices;
    this.#ofRuns = ofRuns;
  }

  /** Of a model, by its name; `undefined` where the event tells of nothing. */
  read(event: StoredEvent): { readonly model: string; readonly spent: Spent } | undefined {
    const usage = usageOf(event);
    const { model: named, cost_usd: cost } = event;
    const model = typeof named === "string" && named !== "" ? named : NO_MODEL;
    const stated = typeof cost === "number" && cost > 0 && cost < 1e12 ? dollarsOf(cost) : undefined;
    if (tokensIn(usage) === 0 && stated === undefined) return undefined;
    if (this.#prices === undefined) return { model, spent: { ...NOTHING_SPENT, usage } };
    const { prompt, isStated } = this.#message(event, usage, stated !== undefined);
    if (stated !== undefined || isStated) return { model, spent: { ...NOTHING_SPENT, usage, stated: stated ?? 0n } };
    const found = this.#prices.find(model);
    if (found.state !== "priced") return { model, spent: { ...NOTHING_SPENT, usage, unpriced: tokensIn(usage) } };
    const isOfRun = event.agent !== undefined && this.#ofRuns.has(event.agent);
    return {
      model,
      spent: {
        ...NOTHING_SPENT,
        usage,
        listed: costOf(usage, found.price, { prompt: isOfRun ? 0 : prompt }),
      },
    };
  }

  /** Claude's transcripts tell a message bit by bit: its prompt first, and what it put out as that grows. */
  #message(
    event: StoredEvent,
    { input = 0, cache_read: read = 0, cache_write: written = 0 }: Usage,
    isStated: boolean,
  ) {
    const own = { prompt: input + read + written, isStated };
    const name = messageOf(event);
    if (name === undefined) return own;
    const before = this.#messages.get(name);
    const now = {
      prompt: own.prompt + (before?.prompt ?? 0),
      isStated: isStated || before?.isStated === true,
    };
    this.#messages.delete(name);
    this.#messages.set(name, now);
    if (this.#messages.size > REMEMBERED)
      for (const [oldest] of this.#messages.entries().take(1)) this.#messages.delete(oldest);
    return now;
  }
}

/** The message of an event that is named by it and by how much was told of it before (docs/event-format.md). */
function messageOf({ id, timestamp }: StoredEvent): string | undefined {
  const [, key = ""] = /(?:^|:)agent_usage:(.+)$/s.exec(id) ?? [];
  if (key.startsWith(timestamp)) return undefined;
  return /^(.+?)(?:-in|-out)?-\d+$/s.exec(key)?.[1];
}
