/**
 * How well agent time is told where no log says how long a turn took, on turns whose logs do: reads events on the standard
 * input, with evidence or without, leaves the records out, and prints a comparison over all turns. `docs/hours.md` has the
 * figures.
 *
 *     npx tt export --types evidence --since 2000-01-01 | npx node bench/turns.ts
 */
import { text } from "node:stream/consumers";
import { EVENT_TYPES, TYPE_GROUPS } from "../src/events/event-type.ts";
import type { StoredEvent } from "../src/events/stored-event.ts";
import type { Activity } from "../src/hours/activities/activity.ts";
import { arrange } from "../src/hours/activities/arrange.ts";
import { bySession } from "../src/hours/agent/agent.ts";
import { seconds, type Span } from "../src/hours/slice.ts";
import { recordedTurns, withRecords } from "../src/hours/agent/recorded.ts";
import { union } from "../src/hours/union.ts";
import { workedSlices } from "../src/hours/agent/worked.ts";

const RULES = { agentGap: 1800, answer: 12 };

interface Compared {
  readonly agent: string;
  readonly session: string;
  readonly recorded: number;
  readonly told: number;
}

/** Every recorded turn with what would be told of it without its record. */
function compared(session: readonly Activity[]): readonly Compared[] {
  const shown = workedSlices(
    session.filter(({ turnStart }) => turnStart === undefined),
    RULES,
  );
  return recordedTurns(session).map((turn) => ({
    agent: turn.ended.session.agent,
    session: turn.ended.session.key,
    recorded: turn.worked,
    // An answer may be credited beyond the end.
    told: within(shown, { start: turn.start, end: turn.end + RULES.answer }),
  }));
}

function within(spans: readonly Span[], window: Span): number {
  return seconds(
    spans
      .map(({ start, end }) => ({ start: Math.max(start, window.start), end: Math.min(end, window.end) }))
      .filter(({ start, end }) => end > start),
  );
}

/** How many uses of tools lie outside of the stretches of the turn they belong to. */
function outside(session: readonly Activity[]): readonly [outside: number, all: number] {
  const stretches = union(withRecords(session, workedSlices(session, RULES), RULES));
  const turns = recordedTurns(session);
  const uses = session.filter(
    ({ type, at }) => type === "agent_tool_use" && turns.some(({ start, end }) => at >= start && at < end),
  );
  const out = uses.filter(({ at }) => !stretches.some(({ start, end }) => at >= start && at < end));
  return [out.length, uses.length];
}

function tell(name: string, turns: readonly Compared[]): void {
  const recorded = sum(turns.map((turn) => turn.recorded));
  const errors = turns.map(({ told, recorded }) => Math.abs(told - recorded));
  const share = (part: number) => {
    const close = turns.filter(({ told, recorded }) => Math.abs(told - recorded) <= part * recorded);
    return `${Math.round((100 * close.length) / turns.length)} %`;
  };
  const sessions = [...Map.groupBy(turns, ({ session }) => session).values()].map((ofSession) => ({
    recorded: sum(ofSession.map((turn) => turn.recorded)),
    told: sum(ofSession.map(({ told }) => told)),
  }));
  const ratios = sessions.filter(({ recorded }) => recorded >= 60).map(({ told, recorded }) => told / recorded);
  console.log(
    `  ${name.padEnd(22)} ${String(turns.length).padStart(5)} turns, ${recorded} s recorded: ` +
      `sum ${(sum(turns.map(({ told }) => told)) / recorded).toFixed(2)}, within 5 % ${share(0.05)}, ` +
      `within 20 % ${share(0.2)}, error a turn ${(sum(errors) / turns.length).toFixed(1)} s, ` +
      `sessions ${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`,
  );
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

const events = (await text(process.stdin))
  .split("\n")
  .filter((line) => line !== "")
  .map((line) => JSON.parse(line) as StoredEvent);
const core: ReadonlySet<string> = new Set(TYPE_GROUPS.core);
for (const [evidence, types] of [
  ["estimated, from the core types alone", core],
  ["observed, with results and messages", new Set<string>(EVENT_TYPES)],
] as const) {
  const sessions = bySession(arrange(events.filter(({ type }) => types.has(type))));
  const turns = sessions.flatMap(([, session]) => compared(session));
  console.log(`${evidence}:`);
  if (turns.length === 0) console.log("  no turn is recorded");
  else tell("all", turns);
  for (const [agent, ofAgent] of Map.groupBy(turns, (turn) => turn.agent)) tell(agent, ofAgent);
  const uses = sessions.map(([, session]) => outside(session));
  console.log(
    `  tool uses outside of their turn: ${sum(uses.map(([out]) => out))} of ${sum(uses.map(([, all]) => all))}`,
  );
}
