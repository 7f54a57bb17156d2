/** Cursors and states of decoders belong to the manifest once they were handed out: nobody may change them. */
import type { Cursor, Source } from "../../../src/logs/source.ts";

/** Freezes a value of JSON and everything in it: a change of it is an error from then on. */
export function deepFreeze<Value>(value: Value): Value {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const member of Object.values(value)) deepFreeze(member);
  }
  return value;
}

/** The same source, which throws if it changes a cursor that it was given or has handed out. */
export function withFrozenCursors(source: Source): Source {
  return {
    ...source,
    isUnchanged: (log, cursor) => source.isUnchanged(log, deepFreeze(cursor)),
    async *read(log, cursor, asked, apart) {
      for await (const batch of source.read(log, deepFreeze(cursor), asked, apart)) {
        const handedOut: Cursor | undefined = deepFreeze(batch.cursor);
        yield handedOut === undefined ? batch : { ...batch, cursor: handedOut };
      }
    },
  };
}
