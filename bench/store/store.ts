// How fast the store is, against node:sqlite doing the least that could be done:  node bench/store/store.ts [EVENTS] [RUNS]
// 300,000 events unless said otherwise; the bars of docs/performance.md are for 2,000,000. Build first.

import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { leastProcessorTimes, medianTimes, peakMemory, type Program } from "../measure.ts";
import { bareNode } from "../peers.ts";
import { FIRST_DAY, writeEvents } from "./store-events.ts";
import { printTable, type Row } from "../table.ts";

const bin = join(import.meta.dirname, "../../bin/tt.js");
const script = (name: string) => join(import.meta.dirname, name);
const day = (nth: number) => new Date(FIRST_DAY + nth * 86_400_000).toISOString().slice(0, 10);

/** The rows of the table: the last is in bytes, the one before in MB. */
export function storeRows(events: number, runs: number): readonly Row[] {
  const scratch = mkdtempSync(join(tmpdir(), "tt-bench-"));
  const at = (name: string) => join(scratch, name);
  const node = (...args: readonly string[]): Program => ({ command: [process.execPath, ...args] });
  const anew = (db: string, program: Program): Program => ({
    ...program,
    before: () => ["", "-wal", "-shm"].forEach((end) => rmSync(at(db) + end, { force: true })),
  });
  const report = (db: string, since: string, until: string) =>
    node(bin, "report", "--since", since, "--until", until, "--tz", "UTC", "--db", at(db));
  try {
    writeEvents(at("once.ndjson"), events);
    writeEvents(at("twice.ndjson"), 2 * events);
    const importing = (db: string) => anew(`${db}.db`, node(bin, "import", "--db", at(`${db}.db`), at(`${db}.ndjson`)));
    const plain = anew("plain.db", node(script("plain-insert.ts"), at("plain.db"), at("once.ndjson")));
    const walk = node(script("walk.ts"), at("once.db"));
    const time = medianTimes(
      {
        node: bareNode,
        once: importing("once"),
        twice: importing("twice"),
        plain,
        report: report("once.db", day(0), day(365)),
        reportTwice: report("twice.db", day(0), day(365)),
        week: report("twice.db", day(30), day(37)),
        walk,
      },
      runs,
    );
    const processor = leastProcessorTimes(
      { once: importing("once"), plain, report: report("once.db", day(0), day(365)), walk },
      runs,
    );
    return [
      { what: "import / a plain prepared insert", ours: time("once"), theirs: time("plain"), reach: 1.5 },
      { what: "import / insert, processor time", ours: processor("once"), theirs: processor("plain"), reach: 1.5 },
      { what: "import of twice as many / import", ours: time("twice"), theirs: time("once"), reach: 2.2 },
      { what: "report / walking its columns", ours: time("report"), theirs: time("walk"), reach: 1.5 },
      { what: "report / walking, processor time", ours: processor("report"), theirs: processor("walk"), reach: 1.5 },
      { what: "report of twice as many / report", ours: time("reportTwice"), theirs: time("report"), reach: 2.2 },
      { what: "report of a week / node -e 0", ours: time("week"), theirs: time("node"), reach: 5 },
      { what: "memory of the report, MB", ours: peakMemory(report("once.db", day(0), day(365))), reach: 300 },
      { what: "bytes of the file an event", ours: statSync(at("once.db")).size / events, reach: 200 },
    ];
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

if (process.argv[1] === import.meta.filename) {
  const [, , events = "300000", runs = "3"] = process.argv;
  printTable(storeRows(Number(events), Number(runs)));
}
