/** Which copies of an event the store takes for one. */
import { expect, it } from "vitest";
import { isSameEvent } from "../../src/store/rows/same-event.ts";

const usage = {
  id: "remote.agent:agent_usage:msg_1-40",
  timestamp: "2026-03-02T09:00:00.000Z",
  type: "agent_usage",
  session_id: "s1",
  output_tokens: 40,
};

it("takes what a message took for the same, though records of two times and sessions tell it", () => {
  const later = { ...usage, timestamp: "2026-03-02T09:00:07.000Z", session_id: "s2" };
  expect(isSameEvent(usage, later)).toBe(true);
  expect(isSameEvent(usage, { ...later, output_tokens: 41 })).toBe(false);
});

it("takes nothing else of two times for the same", () => {
  const message = { ...usage, type: "agent_message" };
  expect(isSameEvent(message, { ...message, timestamp: "2026-03-02T09:00:07.000Z" })).toBe(false);
});

it("takes what an older version told for the same, though it did not tell for how long a cache keeps it", () => {
  const written = { ...usage, cache_write_tokens: 500 };
  expect(isSameEvent(written, { ...written, cache_write_1h_tokens: 500 })).toBe(true);
  expect(isSameEvent({ ...written, cache_write_1h_tokens: 400 }, { ...written, cache_write_1h_tokens: 500 })).toBe(
    false,
  );
});
