/** Plays a person and an agent in VS Code's chat, as the editor writes it: what is appended, and when it is written anew. */
import { seededRandom } from "../../support/random/random.ts";

export interface Step {
  readonly append?: string;
  /** The whole file, written anew. */
  readonly replace?: string;
  /** Whether somebody exports now. */
  readonly look: boolean;
}

interface Request {
  readonly requestId: string;
  readonly timestamp: number;
  readonly response: object[];
  readonly [member: string]: unknown;
}

const line = (value: object) => `${JSON.stringify(value)}\n`;

export function* playChat(seed: number): Generator<Step> {
  const random = seededRandom(seed);
  const look = () => random.below(3) === 0;
  let now = Date.UTC(2026, 0, 5, 8) + random.below(1000);
  let made = 0;
  const requests: Request[] = [];
  const head = { version: 3, sessionId: "s1", creationDate: now, responderUsername: "GitHub Copilot" };
  const whole = () => line({ kind: 0, v: { ...head, requests } });
  const set = (k: readonly unknown[], v: unknown) => line({ kind: 1, k, v });
  const send = (): Request => ({
    requestId: `request_${++made}`,
    timestamp: (now += 1 + random.below(100_000)),
    message: { text: ["dig the bed", "/fix the fence", ""][random.below(3)] },
    variableData: { variables: random.below(4) === 0 ? [{ kind: "image" }] : [] },
    ...(random.below(6) === 0 ? { isSystemInitiated: true } : {}),
    modelId: "copilot/auto",
    modelState: { value: 0 },
    response: [],
  });
  yield { replace: whole(), look: look() };
  for (let step = 0; step < 25; step++) {
    const last = requests.at(-1);
    const index = requests.length - 1;
    const isOpen = last !== undefined && (last["modelState"] as { readonly value: number }).value === 0;
    const chance = random.below(10);
    if (chance === 0) yield { replace: whole(), look: look() };
    else if (isOpen && chance < 6) {
      const from = random.below(last.response.length + 1);
      last.response.length = from;
      const isConfirmed = { type: 1 + random.below(4) };
      const call = {
        kind: "toolInvocationSerialized",
        toolCallId: `call_${from}`,
        toolId: "copilot_readFile",
        isConfirmed,
      };
      last.response.push(random.below(2) === 0 ? { value: `Dug ${step}.` } : call);
      yield {
        append: line({ kind: 2, k: ["requests", index, "response"], v: last.response.slice(from), i: from }),
        look: look(),
      };
    } else if (isOpen) {
      const result = { timings: { totalElapsed: random.below(50_000) } };
      const modelState = { value: 1 + random.below(3), completedAt: now };
      requests[index] = { ...last, result, modelState };
      // The run may come between the two, or while the second is half written.
      yield { append: set(["requests", index, "result"], result), look: look() };
      const text = set(["requests", index, "modelState"], modelState);
      yield { append: text.slice(0, 20), look: look() };
      yield { append: text.slice(20), look: look() };
    } else if (chance === 1 && requests.length > 0) {
      // An earlier request is edited: it and all behind it are taken back.
      const from = random.below(requests.length);
      requests.length = from;
      requests.push(send());
      yield { append: line({ kind: 2, k: ["requests"], v: requests.slice(from), i: from }), look: look() };
    } else {
      const sent = [send()];
      requests.push(...sent);
      yield { append: line({ kind: 2, k: ["requests"], v: sent }), look: look() };
    }
  }
  yield { look: true };
}
