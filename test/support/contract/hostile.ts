/** Records with hostile values: each member that occurs in a log, with each value that it should not have. */

import { playsAll } from "../shares.ts";

const VALUES: readonly unknown[] = [
  null,
  0,
  -1.5,
  1e300,
  "",
  "x",
  "__proto__",
  "\ud800",
  [],
  [[]],
  {},
  { a: null },
  true,
];
/** Records of one shape whose member is replaced. */
const MOST_RECORDS = 2;

/** The lines of a log that has, behind its own, records with hostile values in one or a few of its members. */
export interface HostileLog {
  /** Of which kinds of records, and which members. */
  readonly name: string;
  readonly text: string;
}

/** So many members have their records in one log: to read and compare a log costs more than its records. */
const MEMBERS_AT_ONCE = playsAll ? 1 : 6;

/** Hostile logs for every member that is not in `seen` yet, which keeps kinds of records with their members. */
export function* hostileLogs(text: string, seen: Set<string>): Generator<HostileLog, void, undefined> {
  const members = [...hostileMembers(text, seen)];
  for (let at = 0; at < members.length; at += MEMBERS_AT_ONCE) {
    const some = members.slice(at, at + MEMBERS_AT_ONCE);
    const lines = some.flatMap(({ variants }) => variants);
    yield {
      name: some.map(({ name }) => name).join(", "),
      text: `${text.replace(/\n?$/, "\n")}${lines.join("\n")}\n`,
    };
  }
}

interface HostileMember {
  readonly name: string;
  readonly variants: readonly string[];
}

function* hostileMembers(text: string, seen: Set<string>): Generator<HostileMember, void, undefined> {
  const records = text.split("\n").flatMap((line) => {
    const record = parsed(line);
    return record === undefined ? [] : [record];
  });
  const members = new Map<string, { readonly path: readonly string[]; readonly of: object[] }>();
  for (const record of records)
    for (const path of pathsIn(record)) {
      const name = `${kindOf(record)} ${path.join(".")}`;
      const known = members.get(name) ?? { path, of: [] };
      if (known.of.length < MOST_RECORDS) known.of.push(record);
      members.set(name, known);
    }
  for (const [name, { path, of }] of members) {
    if (seen.has(name)) continue;
    seen.add(name);
    // Of each member some values, and all values of some member.
    const values = playsAll ? VALUES : VALUES.filter((_, at) => (at + seen.size) % 3 === 0);
    const variants = of.flatMap((record) => values.map((value) => JSON.stringify(withValue(record, path, value))));
    yield { name, variants };
  }
}

function parsed(line: string): object | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Records of one kind have their members for the same reason. */
function kindOf(record: object): string {
  const [type, inner] = ["type", "payload"].map((key) => Reflect.get(record, key) as unknown);
  return [type, typeof inner === "object" && inner !== null ? Reflect.get(inner, "type") : ""].map(String).join(" ");
}

const DEEPEST = 8;

/** The paths of all members, to some depth; those of an array's elements are one. */
function pathsIn(value: unknown, depth = 0): readonly (readonly string[])[] {
  if (typeof value !== "object" || value === null || depth === DEEPEST) return [];
  const inner = Array.isArray(value)
    ? value.flatMap((element) => pathsIn(element, depth + 1).map((path) => ["*", ...path]))
    : Object.entries(value).flatMap(([key, member]) => [
        [key],
        ...pathsIn(member, depth + 1).map((path) => [key, ...path]),
      ]);
  return [...new Map(inner.map((path) => [path.join("\0"), path])).values()];
}

/** A copy of a value with another one at a path. */
function withValue(value: unknown, [first, ...rest]: readonly string[], hostile: unknown): unknown {
  if (first === undefined) return hostile;
  if (Array.isArray(value)) return value.map((element: unknown) => withValue(element, rest, hostile));
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, first)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]: [string, unknown]) => [
      key,
      key === first ? withValue(member, rest, hostile) : member,
    ]),
  );
}
