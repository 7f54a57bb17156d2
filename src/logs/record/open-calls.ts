/** Calls of tools whose results are still to come, by the ids that the model gave them: those repeat in time. */
export type OpenCalls = readonly OpenCall[];

type OpenCall = readonly [id: string, key: string, tool: string];

/** So many are remembered; those of an agent that was killed never end. */
const MOST = 256;

export function isOpenCalls(stored: unknown): stored is OpenCalls {
  return (
    Array.isArray(stored) &&
    (stored as readonly unknown[]).every(
      (call) => Array.isArray(call) && call.length === 3 && call.every((each) => typeof each === "string"),
    )
  );
}

/** The calls with one that begins; the oldest is forgotten when there are too many. */
export function withOpen(calls: OpenCalls, id: string | undefined, key: string, tool: string): OpenCalls {
  if (id === undefined) return calls;
  const others = withoutOpen(calls, id);
  return [...others.slice(others.length >= MOST ? 1 : 0), [id, key, tool]];
}

/** The call of an id: the key of its use, by which its result is known, and its tool. */
export function openCall(
  calls: OpenCalls,
  id: string | undefined,
): { readonly key: string; readonly tool: string } | undefined {
  const call = calls.find(([each]) => each === id);
  return call === undefined ? undefined : { key: call[1], tool: call[2] };
}

export function withoutOpen(calls: OpenCalls, id: string | undefined): OpenCalls {
  return calls.filter(([each]) => each !== id);
}
