import { runExport } from "../../src/export/run.ts";
import { silent } from "../../src/export/progress.ts";
import { LineReader, type LineReaderOptions } from "../../src/lib/line-reader.ts";
import { Ledger } from "../../src/manifest/ledger.ts";
import { formatManifest, NO_MANIFEST, parseManifest } from "../../src/manifest/manifest.ts";
import { claudeLines } from "../../src/sources/claude-code/decode.ts";
import { claudeCode } from "../../src/sources/claude-code/index.ts";
import { LineLogs } from "../../src/sources/lines.ts";
import type { Source } from "../../src/sources/source.ts";

/** An exporter in this process: the run, its ledger and its manifest as text, and a sink that keeps the lines. */
export interface InProcess {
  readonly source: Source;
  /** Runs once, from the manifest before; returns the lines that came out. */
  run(): Promise<readonly string[]>;
  /** The manifest as it would lie on disk. */
  manifest: string | undefined;
}

export function inProcess(source: Source, dirs: readonly string[]): InProcess {
  const exporter: InProcess = {
    source,
    manifest: undefined,
    async run() {
      const before = exporter.manifest === undefined ? NO_MANIFEST : parseManifest(exporter.manifest);
      const stored = typeof before === "string" ? NO_MANIFEST : before;
      const ledger = new Ledger(stored, { machineId: undefined, forget: false });
      const discovery = source.discover(dirs.map((path) => ({ path, named: true })));
      let text = "";
      await runExport({
        runs: [{ source, discovery, ledger }],
        machineId: undefined,
        since: undefined,
        until: undefined,
        types: undefined,
        sink: { write: (lines) => ((text += lines), Promise.resolve()), flush: () => Promise.resolve() },
        progress: silent,
        checkpoint: () => Promise.resolve(),
      });
      if (ledger.changed) exporter.manifest = formatManifest(ledger.close());
      return text === "" ? [] : text.slice(0, -1).split("\n");
    },
  };
  return exporter;
}

/** Claude Code, read in blocks of another size; its logs are not edited within a tick of the file's clock. */
export function claudeCodeWith(reader: LineReaderOptions): Source {
  const logs = new LineLogs(claudeLines, { reader: new LineReader(reader), tickMs: 0 });
  return {
    ...claudeCode,
    isUnchanged: (log, cursor) => logs.isUnchanged(log, cursor),
    read: (log, cursor) => logs.read(log, cursor),
  };
}
