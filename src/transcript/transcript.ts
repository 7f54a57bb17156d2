import { compare } from "../hours/activities/activity.ts";
import { keyOf } from "../hours/activities/arrange.ts";
import type { StoredEvent } from "../events/stored-event.ts";
import { numberIn, textIn, type Entry } from "./entry.ts";
import { stepOf, type Step, type ToolStep } from "./steps.ts";
import { addUsage, USAGE_TYPE, usageOf, type Usage } from "../spending/usage.ts";

/** What began an exchange. */
export interface Prompt {
  readonly at: string;
  /** UTF-8 bytes. */
  readonly length: number | undefined;
  readonly text: string | undefined;
  readonly automated: boolean;
  readonly hasImage: boolean;
  readonly permissionMode: string | undefined;
}

/** A prompt, and all that follows up to the next one; without a prompt, what comes before the first. */
export interface Exchange {
  readonly prompt: Prompt | undefined;
  readonly steps: readonly Step[];
  /** When the last of it happened. */
  readonly end: string;
  readonly usage: Usage | undefined;
}

/** What happened in one session, in its order. */
export interface Transcript {
  readonly agent: string;
  readonly id: string;
  readonly machines: readonly string[];
  readonly cwd: string | undefined;
  readonly branch: string | undefined;
  readonly start: string;
  readonly end: string;
  readonly exchanges: readonly Exchange[];
  readonly usage: Usage | undefined;
}

/** Makes the transcript of a session of what happened in it, each thing once; `undefined` if nothing did. */
export function transcriptOf(agent: string, id: string, found: Iterable<Entry>): Transcript | undefined {
  const entries = inOrder(found);
  const [first] = entries;
  const last = entries.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const results = resultsIn(entries);
  const exchanges: { prompt: Prompt | undefined; steps: Step[]; end: string; usage: Usage | undefined }[] = [];
  for (const entry of entries) {
    const { type, timestamp: at } = entry.event;
    const prompt = type === "user_message" ? promptOf(entry) : undefined;
    const isStart = type === "agent_session" && entry.event["action"] === "started";
    const isKnown = isStart || type === "agent_tool_result";
    let exchange = exchanges.at(-1);
    if (exchange === undefined || prompt !== undefined) {
      // The start alone is no exchange.
      if (isKnown && prompt === undefined) continue;
      exchanges.push((exchange = { prompt, steps: [], end: at, usage: undefined }));
    }
    exchange.end = at;
    if (prompt !== undefined || isKnown) continue;
    if (type === USAGE_TYPE) exchange.usage = addUsage(exchange.usage, usageOf(entry.event));
    else exchange.steps.push(stepOf(entry, (tool) => resultFor(results, tool)));
  }
  const said = (member: "cwd" | "git_branch") =>
    entries.find(({ event }) => event[member] !== undefined)?.event[member];
  return {
    agent,
    id,
    machines: [...new Set(entries.flatMap(({ event }) => event.machine_id ?? []))],
    cwd: said("cwd"),
    branch: said("git_branch"),
    start: first.event.timestamp,
    end: last.event.timestamp,
    exchanges,
    usage: exchanges.reduce<Usage | undefined>((sum, { usage }) => addUsage(sum, usage), undefined),
  };
}

/** By time; what happened in one moment stays in the order in which it was found. */
function inOrder(found: Iterable<Entry>): readonly Entry[] {
  const entries = new Map<string, Entry>();
  for (const entry of found) if (!entries.has(entry.event.id)) entries.set(entry.event.id, entry);
  return [...entries.values()].sort((a, b) => compare(a.event.timestamp, b.event.timestamp));
}

function promptOf({ event, text }: Entry): Prompt {
  return {
    at: event.timestamp,
    length: numberIn(event, "length"),
    text,
    automated: event["automated"] === true,
    hasImage: event["has_image"] === true,
    permissionMode: textIn(event, "permission_mode"),
  };
}

/** The results of tools, by the keys of their calls. A key may come again, as often as the call was made. */
function resultsIn(entries: readonly Entry[]): ReadonlyMap<string, readonly StoredEvent[]> {
  const results = entries.map(({ event }) => event).filter(({ type }) => type === "agent_tool_result");
  return Map.groupBy(results, ({ id, type, timestamp }) => keyOf(id, type, timestamp));
}

/** The first result of a call that is not before it. */
function resultFor(results: ReadonlyMap<string, readonly StoredEvent[]>, { id, type, timestamp }: StoredEvent) {
  return results.get(keyOf(id, type, timestamp))?.find((result) => result.timestamp >= timestamp);
}

/** The uses of tools in an exchange. */
export function toolsIn({ steps }: Exchange): readonly ToolStep[] {
  return steps.filter((step) => step.sort === "tool");
}
