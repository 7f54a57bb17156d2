import { isObject } from "../../lib/json/json.ts";
import type { UnknownCounts } from "../../logs/unknown-values.ts";
import type { Summary } from "./totals.ts";

/** When a value that is not known was met, by which version of this program, and how often. */
export interface Met {
  /** When this version met it first. */
  readonly since: string;
  readonly last: string;
  readonly version: string;
  /** Counted again where a log is read again. */
  readonly times: number;
}

/** What was met, by agent, field and value. */
export type MetUnknown = Readonly<Record<string, MetFields>>;
type MetFields = Readonly<Record<string, Readonly<Record<string, Met>>>>;

/** So many values of an agent are remembered, those that were met last: a field with any number of them fills no disk. */
const MOST_REMEMBERED = 200;

/**
 * What was met before, and what a run has met now. A quiet run forgets nothing; a version that still does not know what
 * one before it met has met it anew.
 */
export function remembered(
  before: MetUnknown,
  sources: Summary["sources"],
  { now, version }: { readonly now: string; readonly version: string },
): MetUnknown {
  const agents = new Map(Object.entries(before));
  for (const [agent, { unknown }] of Object.entries(sources))
    if (unknown !== undefined) agents.set(agent, together(agents.get(agent) ?? {}, unknown, { now, version }));
  return Object.fromEntries(agents);
}

function together(before: MetFields, counts: UnknownCounts, { now, version }: { now: string; version: string }) {
  const met = new Map(listed(before).map((one) => [JSON.stringify([one.field, one.value]), one]));
  for (const [field, values] of Object.entries(counts))
    for (const [value, count] of Object.entries(values)) {
      const key = JSON.stringify([field, value]);
      const known = met.get(key);
      const since = known?.met.version === version ? known.met.since : now;
      met.set(key, { field, value, met: { since, last: now, version, times: (known?.met.times ?? 0) + count } });
    }
  const kept = [...met.values()].sort((a, b) => (a.met.last > b.met.last ? -1 : 1)).slice(0, MOST_REMEMBERED);
  return nested(kept);
}

interface MetValue {
  readonly field: string;
  readonly value: string;
  readonly met: Met;
}

function listed(fields: MetFields): readonly MetValue[] {
  return Object.entries(fields).flatMap(([field, values]) =>
    Object.entries(values).map(([value, met]) => ({ field, value, met })),
  );
}

/** By the names of fields and values, which are somebody else's: `__proto__` is one like any other. */
function nested(values: readonly MetValue[]): MetFields {
  const fields = new Map<string, [string, Met][]>();
  for (const { field, value, met } of [...values].sort(byName)) {
    const ofField = fields.get(field);
    if (ofField === undefined) fields.set(field, [[value, met]]);
    else ofField.push([value, met]);
  }
  return Object.fromEntries([...fields].map(([field, ofField]) => [field, Object.fromEntries(ofField)]));
}

function byName(a: MetValue, b: MetValue): number {
  if (a.field !== b.field) return a.field < b.field ? -1 : 1;
  return a.value < b.value ? -1 : 1;
}

const NEW_DAYS = 14;
const DAY_MS = 86_400_000;

/** Of an agent, what this version met first within the last 14 days: what is older has been told. */
export function newlyMet(fields: MetFields, now: Date, version: string): readonly MetValue[] {
  return listed(fields).filter(
    ({ met }) => met.version === version && now.getTime() - Date.parse(met.since) < NEW_DAYS * DAY_MS,
  );
}

/** What a note says was met; whatever in it is none of that is passed over. */
export function metIn(note: unknown): MetUnknown {
  const unknown = memberOf(note, "unknown");
  return Object.fromEntries(
    membersOf(unknown).map(([agent, fields]) => [
      agent,
      nested(
        membersOf(fields).flatMap(([field, values]) =>
          membersOf(values).flatMap(([value, met]) => (isMet(met) ? [{ field, value, met }] : [])),
        ),
      ),
    ]),
  );
}

function isMet(value: unknown): value is Met {
  const isTime = (name: string) => {
    const time = memberOf(value, name);
    return typeof time === "string" && !Number.isNaN(Date.parse(time));
  };
  return (
    isTime("since") &&
    isTime("last") &&
    typeof memberOf(value, "version") === "string" &&
    Number.isSafeInteger(memberOf(value, "times"))
  );
}

function memberOf(value: unknown, name: string): unknown {
  return isObject(value) ? value[name] : undefined;
}

function membersOf(value: unknown): readonly (readonly [string, unknown])[] {
  return isObject(value) ? Object.entries(value) : [];
}
