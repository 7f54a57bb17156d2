import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const repository = join(import.meta.dirname, "../..");

export interface Fixture {
  readonly name: string;
  readonly home: string;
  readonly expected: string;
}

/** The hand-written cases of an agent. */
export function fixturesOf(agent: string): readonly Fixture[] {
  const folder = join(repository, "fixtures", agent);
  return readdirSync(folder).map((name) => ({
    name,
    home: join(folder, name, "home"),
    expected: readFileSync(join(folder, name, "expected.ndjson"), "utf8"),
  }));
}

/** The real logs, where they are at hand: they are no part of the project. */
export function corpusOf(agent: string): string | undefined {
  const path = join(repository, "../shared/corpus", agent);
  return existsSync(path) ? path : undefined;
}
