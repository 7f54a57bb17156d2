import { TYPE_GROUPS, type TypeGroup } from "../../../src/events/event-type.ts";
import { runExport } from "../../../src/export/run.ts";
import { Tally } from "../../../src/export/summary/totals.ts";
import { silent } from "../../../src/export/progress.ts";
import { Ledger } from "../../../src/manifest/ledger.ts";
import { formatManifest, NO_MANIFEST, parseManifest } from "../../../src/manifest/manifest.ts";
import { claudeCode } from "../../../src/agents/claude-code/index.ts";
import type { Root } from "../../../src/logs/finding/roots.ts";
import type { Source } from "../../../src/logs/source.ts";

/** An exporter in this process: the run, its ledger and its manifest as text, and a sink that keeps the lines. */
export interface InProcess {
  readonly source: Source;
  /** Runs once, from the manifest before; returns the lines that came out. */
  run(): Promise<readonly string[]>;
  /** The manifest as it would lie on disk. */
  manifest: string | undefined;
}

/** `types`: the group of types of events that it asks for; of text logs, their lines. */
export function inProcess(
  source: Source,
  dirs: readonly string[],
  types: TypeGroup = source.facts.textLogs === true ? "all" : "core",
): InProcess {
  const exporter: InProcess = {
    source,
    manifest: undefined,
    async run() {
      const before = exporter.manifest === undefined ? NO_MANIFEST : parseManifest(exporter.manifest);
      const stored = typeof before === "string" ? NO_MANIFEST : before;
      const ledger = new Ledger(stored, { machineId: undefined, types, exclude: [], forget: false });
      const discovery = source.discover(rootsAt(source, dirs));
      let text = "";
      await runExport({
        runs: [{ source, discovery, ledger }],
        tally: new Tally(),
        wanted: {
          machineId: undefined,
          since: undefined,
          until: undefined,
          exclude: [],
          types: new Set(TYPE_GROUPS[types]),
        },
        sink: {
          write: (lines) => ((text += Buffer.from(lines).toString()), Promise.resolve()),
          flush: () => Promise.resolve(),
        },
        progress: silent,
        checkpoint: () => Promise.resolve(),
        wait: (work) => work,
      });
      if (ledger.changed) exporter.manifest = formatManifest(ledger.close());
      return text === "" ? [] : text.slice(0, -1).split("\n");
    },
  };
  return exporter;
}

/** The zone of logs that tell local times alone: it has changes of its clocks. */
export const LOCAL_ZONE = "Europe/Berlin";

/** Directories as a person names them, with the zone where one is needed. */
export function rootsAt({ facts }: Source, dirs: readonly string[]): readonly Root[] {
  const zone = facts.localTimes === undefined ? {} : { zone: LOCAL_ZONE };
  return dirs.map((path) => ({ path, named: true, ...zone }));
}

/** The two ways to read Claude Code's logs, which give the same. */
export const WAYS = ["plain", "fast"] as const;
export type Way = (typeof WAYS)[number];

export interface ReadingOptions {
  readonly blockSize?: number;
  /** 0 where no log is edited in place within a tick of its file's clock. */
  readonly tickMs?: number;
}

/** Claude Code, read in blocks of another size. */
export function claudeCodeWith(way: Way, { blockSize = 65_536, tickMs = 0 }: ReadingOptions = {}): Source {
  return claudeCode({ plain: way === "plain", blockSize, tickMs });
}
