/**
 * `npm run fixture AGENT [CASE...]`: writes the expected events of an agent's fixtures, and shows them for the review. With
 * `--check` it writes nothing and exits 1 where others are expected. Evidence goes to `expected-evidence.ndjson`, where a
 * fixture has such a file, and usage to `expected-usage.ndjson`, where there is any.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { parseArgs } from "node:util";
import { sourceFactories } from "../src/agents/index.ts";
import type { TypeGroup } from "../src/events/event-type.ts";
import { AGENTS } from "../src/events/observation.ts";
import type { Source } from "../src/logs/source.ts";
import { copyHome, directoryIn, inFixture, prepare, scriptsIn, textAt } from "../test/support/contract/prepared.ts";
import { inProcess } from "../test/support/in-process.ts";
import { isUsage } from "../test/support/reference/wire.ts";
import { eventTable } from "./event-table.ts";

const { values, positionals } = parseArgs({ allowPositionals: true, options: { check: { type: "boolean" } } });
const [name, ...cases] = positionals;
const agent = AGENTS.find((each) => each === name);
if (agent === undefined) {
  process.stderr.write(`npm run fixture AGENT [CASE...] [-- --check]; agents: ${AGENTS.join(", ")}\n`);
  process.exit(2);
}
const source = sourceFactories[agent]({ tickMs: 0 });
const folder = join(import.meta.dirname, "../fixtures", agent);
for (const each of cases.length > 0 ? cases : readdirSync(folder)) {
  const lines = await expect(join(folder, each), "expected.ndjson");
  process.stdout.write(`${agent}/${each}\n${eventTable(lines)}\n\n`);
  if (existsSync(join(folder, each, "expected-evidence.ndjson"))) {
    const withEvidence = await expect(join(folder, each), "expected-evidence.ndjson", "evidence");
    const evidence = withEvidence.filter((line) => !lines.includes(line));
    process.stdout.write(`${agent}/${each}, its evidence\n${eventTable(evidence)}\n\n`);
  }
  const usage = await expect(join(folder, each), "expected-usage.ndjson", "all");
  if (usage.length > 0) process.stdout.write(`${usage.join("\n")}\n\n`);
}

/** The events of a fixture, which are expected from now on. */
async function expect(fixture: string, file: string, types?: TypeGroup): Promise<readonly string[]> {
  const found = await eventsIn(source, fixture, types);
  const lines = types === "all" ? found.filter(isUsage) : found;
  const [path, text] = [join(fixture, file), lines.map((line) => `${line}\n`).join("")];
  const before = existsSync(path) ? readFileSync(path, "utf8") : undefined;
  if (before === text || (before === undefined && text === "")) return lines;
  if (values.check === true) process.exitCode = 1;
  else writeFileSync(path, text);
  process.stderr.write(`${path} ${values.check === true ? "expects other events" : "is written anew"}\n`);
  return lines;
}

async function eventsIn(of: Source, fixture: string, types?: TypeGroup): Promise<readonly string[]> {
  const home = join(fixture, "home");
  const directory = mkdtempSync(join(tmpdir(), "tt-fixture-"));
  try {
    if (scriptsIn(home).some((name) => extname(name.slice(0, -".sql".length)) !== "")) {
      prepare(home, directory);
      copyHome(home, directory);
      const roots = of.roots({ home: directory, vars: {}, platform: "linux" }).map(({ path }) => path);
      const lines = await inProcess(
        of,
        roots.filter((path) => existsSync(path)),
        types,
      ).run();
      return lines.map((line) => inFixture(line, directory));
    }
    const lines = await inProcess(of, [prepare(directoryIn(home, of), directory)], types).run();
    return textAt(directory, lines).split("\n").slice(0, -1);
  } finally {
    rmSync(directory, { recursive: true });
  }
}
