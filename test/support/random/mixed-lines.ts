/** Logs out of given lines, in an order of their own: as they are, damaged, or with a value in another's place. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { damaged } from "../../lib/scan/hostile-lines.ts";
import { fixturesOf } from "../homes/fixtures.ts";
import { linesBelow } from "../contract/tree.ts";

const VALUES: readonly unknown[] = [
  null,
  0,
  -1.5,
  "",
  "x",
  [],
  [[]],
  {},
  { a: null },
  true,
  "2026-06-18T10:00:00.000Z",
];
const NEWLINE = Buffer.from("\n");

/** The lines of the fixtures of an agent, below its directory. */
export function fixtureLines(agent: string, directory: string): readonly string[] {
  return fixturesOf(agent).flatMap(({ home }) =>
    linesBelow(join(home, directory)).flatMap((path) =>
      readFileSync(join(home, directory, path), "utf8")
        .split("\n")
        .filter((line) => line !== ""),
    ),
  );
}

export function mixedLog(lines: readonly string[]): fc.Arbitrary<Buffer> {
  const line = fc.constantFrom(...lines);
  const altered = fc
    .tuple(line, fc.nat(30), fc.constantFrom(...VALUES))
    .map(([text, at, value]) => withValue(text, at, value));
  const each = fc.oneof(
    { weight: 6, arbitrary: line.map((text) => Buffer.from(text)) },
    { weight: 6, arbitrary: altered.map((text) => Buffer.from(text)) },
    { weight: 1, arbitrary: damaged(line.map((text) => Buffer.from(text))) },
  );
  return fc.array(each, { maxLength: 16 }).map((all) => Buffer.concat(all.flatMap((bytes) => [bytes, NEWLINE])));
}

/** A record with a value in the place of one of its members, here or deeper. */
function withValue(line: string, at: number, value: unknown): string {
  let left = at;
  try {
    return JSON.stringify(JSON.parse(line), (_, member: unknown) => (left-- === 0 ? value : member)) ?? line;
  } catch {
    return line;
  }
}
