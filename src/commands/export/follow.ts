import { statSync } from "node:fs";
import { dirname } from "node:path";
import { Answers } from "../../export/sinks/acknowledgement.ts";
import { standingConsumer, type StandingConsumer } from "../../export/sinks/standing-consumer.ts";
import { warningText } from "../../export/summary/summary.ts";
import type { Summary } from "../../export/summary/totals.ts";
import { EXIT } from "../../failure.ts";
import { DirectoryWatch } from "../../export/directory-watch.ts";
import { contains } from "../../lib/files/within-directory.ts";
import { isSystemError } from "../../lib/process/system-error.ts";
import { within } from "../../lib/process/within.ts";
import { interruptibly, listenForSignals, type Interruption } from "../process/interruption.ts";
import { leaveNote, type Ending } from "./note.ts";
import type { ExportOptions } from "./options.ts";
import type { Prepared } from "./prepare.ts";
import { commandOf, exportOnce, speak } from "./run.ts";

/** What is written within this time goes together. */
const TOGETHER_MS = 200;
/** Looks have so much time from one's beginning to the next one's: at least, and at most for a change that was heard of. */
const PACE_MS = { least: 1000, most: 1600 } as const;
/** The net: what nobody told of is found by then. Where nothing is told, sooner. */
const NET_MS = { told: 30_000, untold: 2000 } as const;
/** A look of which nobody knows whether it finds anything may take this part of the time. */
const SHARE = 1 / 150;
/** A note that says nothing new is left so often. */
const NOTE_MS = 300_000;

/** `tt export --follow`: one export after the other, each complete in itself, whenever something was written. */
export async function followEvents(options: ExportOptions): Promise<void> {
  const interruption = listenForSignals();
  const wait = interruptibly(interruption);
  const standing = standingOf(options, interruption);
  let answers: Answers | undefined;
  const sharing = {
    interruption,
    standing,
    answers: () => (answers ??= new Answers(process.stdin, "the standard input")),
    note: noteNow(options),
  };
  let isTold = true;
  const watch = new DirectoryWatch((why) => {
    if (isTold && !options.quiet)
      process.stderr.write(
        `tt: the system does not tell of changed files (${why}): logs are looked at again and again\n`,
      );
    isTold = false;
  });
  const tell = tellNew(options);
  let asked = options;
  try {
    for (;;) {
      const began = performance.now();
      const { exitCode, summary, prepared } = await exportOnce(asked, sharing);
      interruption.again();
      tell(summary);
      process.exitCode = exitCode;
      if (exitCode === EXIT.newerManifest) return;
      // What is said once holds from then on.
      asked = { ...options, full: false, include: [], fields: {} };
      watchLogs(watch, options, prepared);
      const isUnstored = summary.warnings.some(({ kind }) => kind === "manifest-unwritten");
      await wait(nextLook(watch, { began, net: isTold || isUnstored ? NET_MS.told : NET_MS.untold, isUnstored }));
    }
  } finally {
    watch.close();
    await standing?.close();
  }
}

interface Pace {
  /** When the last look began. */
  readonly began: number;
  /** After how long to look again in any case. */
  readonly net: number;
  /** Whether the last positions were not stored: the same events would come again with every look. */
  readonly isUnstored: boolean;
}

/** Waits until it is time to look again. */
async function nextLook(watch: DirectoryWatch, { began, net, isUnstored }: Pace): Promise<void> {
  const took = performance.now() - began;
  const rare = Math.max(PACE_MS.least, took / SHARE);
  const last = began + Math.max(net, rare);
  const pause = (until: number) => new Promise((resolve) => setTimeout(resolve, until - performance.now()));
  if (isUnstored) return void (await pause(last));
  if (!(await within(last - performance.now(), watch.heard()))) return;
  const soon = performance.now() + TOGETHER_MS;
  await pause(Math.max(soon, began + Math.min(Math.max(PACE_MS.least, 4 * took), PACE_MS.most)));
  if (watch.take() === "known") return;
  // Something came that may be no log: it waits for its share of the time, or for a log.
  const until = Math.min(began + rare, last);
  while (performance.now() < until) {
    if (!(await within(until - performance.now(), watch.heard()))) return;
    if (watch.take() === "known") return void (await pause(performance.now() + TOGETHER_MS));
    await pause(performance.now() + TOGETHER_MS);
  }
}

/** The directories of the logs, and those above them in which new ones begin. The newest logs first. */
function watchLogs(watch: DirectoryWatch, { sources }: ExportOptions, prepared: readonly Prepared[]): void {
  const logs = prepared.flatMap(({ discovery }) => discovery.logs);
  const roots = sources.flatMap((chosen) => chosen.roots.map(({ path }) => path)).filter(isDirectory);
  const directories = new Set(roots);
  for (const { path } of [...logs].sort((a, b) => b.stat.mtimeMs - a.stat.mtimeMs)) {
    let directory = dirname(path);
    if (directories.has(directory)) continue;
    directories.add(directory);
    const root = roots.find((above) => contains(above, directory));
    if (root === undefined) continue;
    while (contains(root, dirname(directory))) directories.add((directory = dirname(directory)));
  }
  watch.over(directories, new Set(logs.map(({ path }) => path)));
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    if (isSystemError(error)) return false;
    throw error;
  }
}

function standingOf(options: ExportOptions, interruption: Interruption): StandingConsumer | undefined {
  const { consumer, ack, dataDir } = options;
  if (consumer === undefined || ack === undefined) return undefined;
  return standingConsumer({
    command: commandOf(consumer),
    name: consumer[0],
    env: { ...process.env, TT_DATA_DIR: dataDir },
    wait: interruptibly(interruption),
    ended: (failure) => interruption.end(failure),
  });
}

/** Notes what is new at once, and now and then that we are still there. */
function noteNow(options: ExportOptions): (ending: Ending) => void {
  let left = -Infinity;
  let before = "";
  return (ending) => {
    const { summary, exitCode, failure } = ending;
    const isNews = failure !== undefined || Object.values(summary.sources).some(({ lines }) => lines > 0);
    const now = JSON.stringify([exitCode, summary.warnings]);
    if (!isNews && now === before && performance.now() - left < NOTE_MS) return;
    [left, before] = [performance.now(), now];
    leaveNote(options, ending);
  };
}

/** Says of each look what the look before did not say. */
function tellNew(options: ExportOptions): (summary: Summary) => void {
  let before: ReadonlySet<string> = new Set();
  return (summary) => {
    const texts = new Map(summary.warnings.map((warning) => [warningText(warning), warning]));
    const warnings = [...texts].flatMap(([text, warning]) => (before.has(text) ? [] : warning));
    before = new Set(texts.keys());
    const isNews =
      warnings.length > 0 || Object.values(summary.sources).some(({ events }) => Object.keys(events).length > 0);
    if (isNews) speak(options, { ...summary, warnings });
  };
}
