/** What a run does not ask for, a source does not show it, whatever the logs hold. */
import { expect, it } from "vitest";
import { isAsked } from "../../src/logs/source.ts";
import type { Observation } from "../../src/events/observation.ts";

const common = { at: "2026-03-02T09:00:00.000Z", sessionId: "s" };
const prompt: Observation = { kind: "user-message", key: "k", length: 1, hasImage: false, automated: false, ...common };
const result: Observation = { kind: "tool-result", key: "k", ok: true, ...common };
const took: Observation = { kind: "usage", key: "k", model: "m", inputTokens: 1, ...common };
const aside: Observation = { kind: "aside", key: "k", of: "reasoning", text: "hm", length: 2, ...common };

it.each([
  [{}, [prompt]],
  [{ evidence: true }, [prompt, result]],
  [{ usage: true }, [prompt, took]],
  [{ texts: true }, [prompt, aside]],
  [{ evidence: true, usage: true, texts: true }, [prompt, result, took, aside]],
])("%o is asked for", (asked, shown) => {
  expect([prompt, result, took, aside].filter((seen) => isAsked(seen, asked))).toEqual(shown);
});
