import { isObject, type Json } from "../../lib/json/json.ts";
import { isTextOrNull } from "../../logs/record/fields.ts";

/** The calls of the last step that made some, by which the steps that follow are known as their results. */
export type Called = { readonly step: number; readonly calls: readonly (readonly [key: string, tool: string])[] };

/** What later records need of the earlier ones. */
export type State = {
  /** When the conversation began. */
  readonly first: string | null;
  /** Whether a record has shown that a person is in front of the program. */
  readonly isPersons: boolean;
  /** The model that the person chose. */
  readonly model: string | null;
  readonly called: Called | null;
};

export const INITIAL: State = { first: null, isPersons: false, model: null, called: null };

/** A state as it was stored; `undefined` if it has another form. */
export function restoreState(stored: Json): State | undefined {
  if (!isObject(stored)) return undefined;
  const { first, isPersons, model, called } = stored;
  if (!isTextOrNull(first) || typeof isPersons !== "boolean" || !isTextOrNull(model)) return undefined;
  return called === null || isCalled(called) ? { first, isPersons, model, called } : undefined;
}

function isCalled(stored: unknown): stored is Called {
  if (!isObject(stored) || typeof stored["step"] !== "number") return false;
  const { calls } = stored;
  if (!Array.isArray(calls)) return false;
  return (calls as readonly unknown[]).every(
    (call) => Array.isArray(call) && call.length === 2 && call.every((each) => typeof each === "string"),
  );
}
