import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const repository = join(import.meta.dirname, "../../..");

export interface Fixture {
  readonly name: string;
  readonly home: string;
  readonly expected: string;
  /** The events of evidence, too, where the case is about them. */
  readonly expectedEvidence: string | undefined;
  /** The events of usage alone, where the case has any. */
  readonly expectedUsage: string | undefined;
}

/** The hand-written cases of an agent. */
export function fixturesOf(agent: string): readonly Fixture[] {
  const folder = join(repository, "fixtures", agent);
  return readdirSync(folder).map((name) => ({
    name,
    home: join(folder, name, "home"),
    expected: expectedIn(join(folder, name), agent),
    expectedEvidence: readIfThere(join(folder, name, "expected-evidence.ndjson")),
    expectedUsage: readIfThere(join(folder, name, "expected-usage.ndjson")),
  }));
}

function expectedIn(fixture: string, agent: string): string {
  const expected = readIfThere(join(fixture, "expected.ndjson"));
  if (expected === undefined) throw new Error(`${fixture} has no expected.ndjson: run \`npm run fixture ${agent}\``);
  return expected;
}

function readIfThere(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}

/** The real logs, where they are at hand: they are no part of the project. */
export function corpusOf(agent: string): string | undefined {
  const path = join(repository, "../shared/corpus", agent);
  return existsSync(path) ? path : undefined;
}

/** Real logs of further agents, where they are at hand: the directory of an agent in the home that holds them. */
export function furtherLogsOf(home: string): string | undefined {
  const path = join(repository, "../shared/corpus-more", home);
  return existsSync(path) ? path : undefined;
}
