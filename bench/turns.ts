/**
 * How well the fallback of agent time does, on sessions whose logs say how long their turns took: reads events on the
 * standard input and prints a comparison. `docs/hours.md` has the figures.
 *
 *     npx tt export --since 2000-01-01 | npx node bench/turns.ts
 */
import { text } from "node:stream/consumers";
import type { StoredEvent } from "../src/events/stored-event.ts";
import { arrange, type Activity } from "../src/hours/activity.ts";
import { betweenPrompts, bySession } from "../src/hours/agent.ts";
import { fallbackPieces } from "../src/hours/fallback.ts";
import { seconds } from "../src/hours/piece.ts";
import { union } from "../src/hours/union.ts";

const AGENT_GAP = 1800;
const ANSWERS = [0, 6, 12, 18, 24] as const;
/**
 * A turn that begins so many seconds before its prompt was begun by another prompt, and steered by this one; one that
 * begins so many after it was begun by a sub-agent that came back, and what was before is not recorded.
 */
const TOLERANCE = 5;

interface Compared {
  readonly agent: string;
  readonly session: string;
  readonly recorded: number;
  /** By the answers that are credited. */
  readonly fallback: readonly number[];
  /** From the last tool use to the end of the turn. */
  readonly answer: number | undefined;
}

function compared(stretch: readonly Activity[], until: number): Compared | undefined {
  const turns = stretch.filter(({ turnStart }) => turnStart !== undefined);
  const [prompt] = stretch;
  const end = turns.at(-1)?.at;
  if (prompt?.type !== "user_message" || end === undefined) return undefined;
  const spans = union(turns.map(({ turnStart = 0, at }) => ({ start: turnStart, end: at })));
  if (Math.abs((spans[0]?.start ?? 0) - prompt.at) > TOLERANCE) return undefined;
  const tool = stretch.findLast(({ type, at }) => type === "agent_tool_use" && at <= end);
  return {
    agent: prompt.session.agent,
    session: prompt.session.key,
    recorded: seconds(spans),
    fallback: ANSWERS.map((answer) => seconds(fallbackPieces(stretch, until, { agentGap: AGENT_GAP, answer }))),
    answer: tool === undefined ? undefined : end - tool.at,
  };
}

function tell(name: string, turns: readonly Compared[]): void {
  const recorded = sum(turns.map((turn) => turn.recorded));
  console.log(`\n${name}: ${turns.length} turns of one prompt, ${recorded} s recorded`);
  for (const [at, answer] of ANSWERS.entries()) {
    const told = turns.map(({ fallback }) => fallback[at] ?? 0);
    const errors = turns.map((turn, nth) => Math.abs((told[nth] ?? 0) - turn.recorded));
    const ratios = [...Map.groupBy(turns, ({ session }) => session).values()].map(
      (session) => sum(session.map(({ fallback }) => fallback[at] ?? 0)) / sum(session.map((turn) => turn.recorded)),
    );
    console.log(
      `  answer ${String(answer).padStart(2)} s: ${(sum(told) / recorded).toFixed(2)} of the truth in all, ` +
        `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)} for a session, ` +
        `a turn is off by ${(sum(errors) / turns.length).toFixed(1)} s`,
    );
  }
  const answers = turns.flatMap(({ answer }) => (answer === undefined ? [] : [answer])).sort((a, b) => a - b);
  const quartile = (share: number) => answers[Math.floor(share * (answers.length - 1))];
  console.log(`  last tool use to the end: ${quartile(0.25)} / ${quartile(0.5)} / ${quartile(0.75)} s (quartiles)`);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

const events = (await text(process.stdin))
  .split("\n")
  .filter((line) => line !== "")
  .map((line) => JSON.parse(line) as StoredEvent);
const turns = bySession(arrange(events)).flatMap(([, session]) => {
  const stretches = betweenPrompts(session);
  return stretches.flatMap((stretch, at) => compared(stretch, stretches[at + 1]?.[0]?.at ?? Infinity) ?? []);
});
const recordedTurns = events.filter(({ type }) => type === "agent_turn").length;
console.log(`${recordedTurns} recorded turns; between ${turns.length} pairs of prompts they can be compared`);
for (const [agent, ofAgent] of Map.groupBy(turns, (turn) => turn.agent)) tell(agent, ofAgent);
if (turns.length > 0) tell("all", turns);
