import { createContext, Script } from "node:vm";

/** Something took longer than it may. */
export class TookTooLong extends Error {}

/** Making one takes a millisecond, and there may be thousands of calculations. */
let place: { readonly script: Script; readonly context: { calculation: (() => void) | undefined } } | undefined;

/**
 * What a calculation gives; throws `TookTooLong` once it has run for so many milliseconds. It ends also within one match
 * of a regular expression, which nothing but the engine's own timeout can stop. The calculation must leave nothing
 * half-done behind, and start no other one.
 */
export function bounded<Result>(millis: number, calculate: () => Result): Result {
  let result: { readonly value: Result } | undefined;
  place ??= { script: new Script("calculation()"), context: contextOf({ calculation: undefined }) };
  place.context.calculation = () => {
    result = { value: calculate() };
  };
  try {
    place.script.runInContext(place.context, { timeout: millis });
  } catch (error) {
    // It may be an error of the other context, which is no `Error` here.
    if ((error as { readonly code?: unknown }).code === "ERR_SCRIPT_EXECUTION_TIMEOUT")
      throw new TookTooLong(`took more than ${millis} ms`, { cause: error });
    throw error;
  } finally {
    place.context.calculation = undefined;
  }
  if (result === undefined) throw new Error("the calculation has ended");
  return result.value;
}

function contextOf<Members extends object>(members: Members): Members {
  return createContext(members) as Members;
}
