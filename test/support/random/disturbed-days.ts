import fc from "fast-check";
import type { StoredEvent } from "../../../src/events/stored-event.ts";
import { daysOfWork } from "./days-of-work.ts";

/** What makes reports hard: events without places at first, other places, programs, sub-agents, machines, one moment. */
export const disturbed = fc
  .tuple(
    daysOfWork,
    fc.array(
      fc.record({
        cwd: fc.constantFrom(undefined, "/w/a", "/w/a/deep", "/w/c", "/w/\0"),
        git_branch: fc.constantFrom(undefined, "main", "frost"),
        automated: fc.constantFrom(undefined, true),
        agent_id: fc.constantFrom(undefined, "x", "y"),
        machine_id: fc.constantFrom(undefined, "desk"),
        duration_ms: fc.constantFrom(undefined, 1, 5.5, 40_000_000, "no"),
        later: fc.constantFrom(undefined, { deep: 1 }),
        round: fc.boolean(),
      }),
      { minLength: 40, maxLength: 40 },
    ),
  )
  .map(([events, changes]) =>
    events.map((event, nth): StoredEvent => {
      const { round, ...change } = changes[nth % changes.length] ?? { round: false };
      const timestamp = round ? `${event.timestamp.slice(0, 15)}0:00.000Z` : event.timestamp;
      const { cwd: _, ...rest } = event;
      // What the store asks of an event.
      const must = { length: 1, has_image: false, tool: "Read", tool_kind: "file_read", action: "ended" };
      const fields = { ...must, ...rest, ...(nth % 4 === 0 ? {} : { cwd: event.cwd }), ...change, timestamp };
      const made = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
      // The use of a tool and its result have one key.
      const key = event.id.slice(event.id.lastIndexOf(":") + 1);
      return { ...made, id: `remote.agent:${event.type}:${timestamp}:${key}` } as unknown as StoredEvent;
    }),
  );

/** A turn or a result whose duration is no number of milliseconds is no event. */
export function isImported({ type, duration_ms: ms }: StoredEvent): boolean {
  return Number.isSafeInteger(ms) || (type !== "agent_turn" && (type !== "agent_tool_result" || ms === undefined));
}
