import { randomUUID } from "node:crypto";
import { accessSync, constants, createReadStream, fstatSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { parseDelivery, type Delivery } from "../../delivery.ts";
import { progressBar, silent } from "../../export/progress.ts";
import type { Progress } from "../../export/run.ts";
import { EXIT, Failure, reason, usage } from "../../failure.ts";
import { printable, printableJson } from "../../lib/text/printable.ts";
import { importEvents, type Input } from "../../store/import/import.ts";
import {
  behindText,
  complaintText,
  importSummaryJson,
  importSummaryText,
  keptText,
  leftText,
  moreText,
} from "../../store/import/import-summary.ts";
import { replaceEvents } from "../../store/import/replace.ts";
import type { StoreOptions } from "../../store/location.ts";
import { openStoreToWrite } from "../../store/open.ts";
import { interruptibly, listenForSignals } from "../process/interruption.ts";

export interface ImportOptions {
  readonly store: StoreOptions;
  readonly files: readonly string[];
  readonly summary: "text" | "json" | "none";
  readonly progress: boolean;
  readonly strict: boolean;
  readonly quiet: boolean;
  /** Whether the sessions in the input are to be replaced. */
  readonly replace: boolean;
  /** What an exporter says that the standard input is. */
  readonly delivery: string | undefined;
}

/** Everything that `tt import` does. Sets the exit code. */
export async function importInto(options: ImportOptions): Promise<void> {
  const paths = options.files.length === 0 ? ["-"] : options.files;
  const bytes = paths.map(sizeOf).reduce((sum, size) => sum + size, 0);
  const progress = options.progress ? progressBar(process.stderr) : silent;
  // Who ends us while we wait for a database or a reader ends the process, and with it the open transaction.
  const interruption = listenForSignals();
  const interruptible = interruptibly(interruption);
  const watch = options.progress ? { watch: upgradeProgress } : undefined;
  const store = await interruptible(openStoreToWrite({ ...options.store, ...watch }));
  progress.begin(bytes);
  const imported = await (options.replace ? replaceEvents : importEvents)({
    store,
    inputs: paths.map((path) => inputOf(path, { named: paths.length > 1, progress })),
    id: randomUUID(),
    origin: paths.map((path) => (path === "-" ? "-" : resolve(path))).join("\n"),
    now: () => new Date(),
    delivery: deliveryOf(options),
    interruptible,
  })
    .catch(async (error: unknown) => {
      // Who ends us by a signal does not wait for a server.
      if (interruption.signal === undefined) await store.close().catch(() => undefined);
      throw error;
    })
    .finally(() => progress.end());
  await interruptible(store.close());
  const { tally, complaints, removed } = imported;
  if (options.summary === "json")
    process.stderr.write(`${printableJson(importSummaryJson(imported, options.replace))}\n`);
  else if (!options.quiet) {
    for (const complaint of complaints) process.stderr.write(complaintText(complaint));
    process.stderr.write(moreText(imported) + keptText(imported) + leftText(imported));
    if (imported.isBehind) process.stderr.write(behindText(store.location));
    if (options.summary === "text") process.stderr.write(importSummaryText(store.location, tally, removed));
  }
  process.exitCode = options.strict && tally.malformed + tally.conflicts > 0 ? EXIT.warnings : EXIT.ok;
}

/** An older store is brought up to date once, which takes a minute for millions of events. */
function upgradeProgress(done: number, total: number): void {
  const share = `${Math.floor((100 * done) / total)} %`;
  process.stderr.write(`\rtt: bringing the store up to date: ${share}\u001b[K${done >= total ? "\r\u001b[K" : ""}`);
}

/** The delivery that is imported: what comes from an exporter, but not what was kept in a file. */
function deliveryOf({ files, delivery }: ImportOptions): Delivery | undefined {
  if (delivery === undefined || files.some((path) => path !== "-") || fstatSync(0).isFile()) return undefined;
  return parseDelivery(delivery);
}

/** The size of a file that is to be read; 0 for what has none. All of them are looked at before anything is imported. */
function sizeOf(path: string): number {
  if (path === "") throw usage("a FILE is empty", "'-' is the standard input");
  if (path === "-") {
    if (process.stdin.isTTY)
      process.stderr.write("tt: events are read from the terminal; Ctrl-D on a line of its own ends them\n");
    const stat = fstatSync(0);
    if (stat.isDirectory()) throw usage("cannot read the standard input: it is a directory", "nothing was imported");
    return stat.isFile() ? stat.size : 0;
  }
  try {
    accessSync(path, constants.R_OK);
    const stat = statSync(path);
    if (!stat.isDirectory()) return stat.isFile() ? stat.size : 0;
  } catch (error) {
    throw usage(`cannot read \`${resolve(path)}\` (${reason(error)})`, "nothing was imported");
  }
  throw usage(`cannot read \`${resolve(path)}\`: it is a directory`, "nothing was imported");
}

interface InputOptions {
  readonly named: boolean;
  readonly progress: Progress;
}

function inputOf(path: string, { named, progress }: InputOptions): Input {
  const shown = path === "-" ? "the standard input" : `\`${printable(path)}\``;
  return {
    name: named ? printable(path) : undefined,
    async *chunks() {
      try {
        for await (const chunk of path === "-" ? process.stdin : createReadStream(path, { highWaterMark: 1 << 20 })) {
          yield chunk as Buffer;
          progress.read((chunk as Buffer).length);
        }
      } catch (error) {
        if (!(error instanceof Error && "syscall" in error)) throw error;
        throw new Failure(EXIT.output, `cannot read ${shown} (${reason(error)})`, {
          hint: "what was read before is stored; the same import can be repeated",
          cause: error,
        });
      }
    },
  };
}
