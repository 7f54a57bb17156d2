/** JSON as different writers wrote it: order of keys, white space, escapes, keys twice. */
import type { Random } from "./random.ts";

/** JSON text that is put in as it stands. */
export class Raw {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** Members in the order in which they are written; a key may stand twice, undefined is left out. */
export type Members = readonly (readonly [key: string, value: unknown])[];

/** Writes a record, mostly as Claude Code does, sometimes as nobody should but everybody may. */
export function writeRecord(members: Members, random: Random): string {
  const ordered = random.weigh<(all: Members) => Members>([
    [90, (all) => all],
    [4, (all) => all.toReversed()],
    [4, (all) => rotated(all, random.below(all.length))],
    [2, (all) => all.toSorted(([a], [b]) => (a < b ? -1 : 1))],
  ])(members);
  const text = writeMembers(ordered, gaps(random));
  return random.chance(0.04) ? withEscapes(text, random) : text;
}

/** White space around the four kinds of marks. */
interface Gaps {
  readonly outer: string;
  readonly colon: string;
  readonly comma: string;
}

const gaps = (random: Random): Gaps =>
  random.weigh<Gaps>([
    [90, { outer: "", colon: ":", comma: "," }],
    [5, { outer: "", colon: ": ", comma: ", " }],
    [2, { outer: " ", colon: " : ", comma: " , " }],
    [2, { outer: "\t", colon: "\t:\r", comma: "\r,\t" }],
    [1, { outer: "", colon: `:${" ".repeat(300)}`, comma: "," }],
  ]);

function writeMembers(members: Members, around: Gaps): string {
  const { outer, colon, comma } = around;
  const written = members
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${JSON.stringify(key)}${colon}${writeValue(value, around)}`);
  return `${outer}{${outer}${written.join(comma)}${outer}}${outer}`;
}

function writeValue(value: unknown, around: Gaps): string {
  if (value instanceof Raw) return value.text;
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    return `[${items.map((item) => writeValue(item ?? null, around)).join(around.comma)}]`;
  }
  if (typeof value === "object" && value !== null) return writeMembers(Object.entries(value), around);
  return JSON.stringify(value);
}

const rotated = (all: Members, by: number): Members => [...all.slice(by), ...all.slice(0, by)];

/** Spells some letters, all slashes and all that is not ASCII as escapes, as other writers of JSON do. */
function withEscapes(text: string, random: Random): string {
  const escaped = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return text.replaceAll(/"(?:[^"\\]|\\.)*"/g, (string) =>
    string.replaceAll(/\\.|[^\\"]/gs, (token) => {
      if (token.length > 1 && token.startsWith("\\")) return token;
      if (token === "/") return "\\/";
      if (token > "\x7f") return token.split("").map(escaped).join("");
      return random.chance(0.1) ? escaped(token) : token;
    }),
  );
}
