import fc from "fast-check";
import type { StoredEvent } from "../../src/events/stored-event.ts";
import { event } from "./week.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** Some sessions as agents log them: prompts, tool uses within half an hour of each other, turns that are recorded or not. */
export const daysOfWork: fc.Arbitrary<readonly StoredEvent[]> = fc
  .array(
    fc.record({
      begin: fc.nat(2 * 1440 * MINUTE),
      cwd: fc.constantFrom("/w/a", "/w/b"),
      isRecorded: fc.boolean(),
      turns: fc.array(
        fc.record({
          tools: fc.array(fc.oneof(fc.nat(MINUTE), fc.nat(29 * MINUTE)), { maxLength: 5 }),
          answer: fc.nat(30 * SECOND),
          pause: fc.oneof(fc.nat(MINUTE), fc.nat(10 * MINUTE), fc.nat(1440 * MINUTE)),
        }),
        { minLength: 1, maxLength: 5 },
      ),
    }),
    { maxLength: 4 },
  )
  .map((sessions) =>
    sessions.flatMap(({ begin, cwd, isRecorded, turns }, at) => {
      let now = Date.parse("2026-03-28T12:00:00Z") + begin;
      const events: StoredEvent[] = [];
      const add = (type: string, more: object = {}) =>
        events.push(event(type, new Date(now).toISOString(), { session: `s${at}`, cwd, ...more }));
      for (const { tools, answer, pause } of turns) {
        const prompted = now;
        add("user_message");
        for (const gap of tools) {
          now += gap;
          add("agent_tool_use");
        }
        now += answer;
        if (isRecorded) add("agent_turn", { duration_ms: now - prompted });
        now += pause;
      }
      return events;
    }),
  );
