/** Sums of what models took, and how the logs are read that they are counted from. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Input, output, read from the cache, written to it. */
export type Tokens = readonly [input: number, output: number, read: number, write: number];

/** Sums by day and model. */
export class Sums {
  readonly by = new Map<string, Tokens>();

  add(time: string, model: unknown, tokens: Tokens): void {
    const key = `${time.slice(0, 10)} ${typeof model === "string" && model !== "" ? model : "(unknown)"}`;
    const [input, output, read, write] = this.by.get(key) ?? [0, 0, 0, 0];
    this.by.set(key, [input + Math.max(0, tokens[0]), output + tokens[1], read + tokens[2], write + tokens[3]]);
  }
}

export type Members = Readonly<Record<string, unknown>>;
export const of = (value: unknown): Members => (typeof value === "object" && value !== null ? (value as Members) : {});
/** A number from 0 on; anything else is none. */
export const number = (value: unknown): number => (typeof value === "number" && value > 0 ? value : 0);
/** A number of tokens: whole. */
export const count = (value: unknown): number => (Number.isInteger(value) ? number(value) : 0);
export const text = (value: unknown): string => (typeof value === "string" ? value : "");

export function* recordsIn(directory: string, end: string): Generator<Members> {
  for (const path of filesIn(directory, end)) yield* recordsOf(path);
}

export function* recordsOf(path: string): Generator<Members> {
  for (const line of readFileSync(path, "utf8").split("\n")) {
    for (const piece of line.split(/(?<=\})(?=\{"(?:parentUuid|type)":)/)) {
      try {
        yield of(JSON.parse(piece));
      } catch {
        // Half a line.
      }
    }
  }
}

export function filesIn(directory: string, end: string): readonly string[] {
  const paths = readdirSync(directory, { recursive: true, encoding: "utf8" });
  return paths
    .filter((path) => path.endsWith(end))
    .sort()
    .map((path) => join(directory, path));
}
