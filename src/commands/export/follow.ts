import { dirname } from "node:path";
import { Answers } from "../../export/sinks/acknowledgement.ts";
import { standingConsumer, type StandingConsumer } from "../../export/sinks/standing-consumer.ts";
import { warningText } from "../../export/summary/summary.ts";
import type { Summary } from "../../export/summary/totals.ts";
import { EXIT } from "../../failure.ts";
import { DirectoryWatch } from "../../export/directory-watch.ts";
import { keepNurserySmall } from "../../lib/process/nursery.ts";
import { within } from "../../lib/process/within.ts";
import { sitesAbove, type Site } from "../../logs/site.ts";
import type { Log } from "../../logs/source.ts";
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
/** A look at which nothing may have come may take this part of the time. */
const SHARE = 1 / 150;
/** A note that says nothing new is left so often. */
const NOTE_MS = 300_000;

/** `tt export --follow`: one export after the other, each complete in itself, whenever something was written. */
export async function followEvents(options: ExportOptions): Promise<void> {
  keepNurserySmall();
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
  const watch = new DirectoryWatch();
  let isUntoldSaid = false;
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
      const untold = watch.over(sitesOf(options, prepared));
      if (untold !== undefined && !isUntoldSaid && !options.quiet) process.stderr.write(untoldText(untold));
      isUntoldSaid ||= untold !== undefined;
      const isUnstored = summary.warnings.some(({ kind }) => kind === "manifest-unwritten");
      const net = untold === undefined || isUnstored ? NET_MS.told : NET_MS.untold;
      await wait(nextLook(watch, { began, net, isUnstored }));
    }
  } finally {
    watch.close();
    await standing?.close();
  }
}

/** Which of Linux's limits is reached, by the error of the system. */
const LIMITS: Readonly<Record<string, string>> = {
  ENOSPC: "fs.inotify.max_user_watches",
  EMFILE: "fs.inotify.max_user_instances",
};

function untoldText(why: string): string {
  const limit = process.platform === "linux" ? LIMITS[why] : undefined;
  return (
    `tt: the system does not tell of changes in every directory (${why}): logs are looked at every two seconds\n` +
    (limit === undefined ? "" : `hint: its limit for all programs is reached: sysctl ${limit}\n`)
  );
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
  const last = began + Math.max(net, PACE_MS.least, took / SHARE);
  const pause = (until: number) => new Promise((resolve) => setTimeout(resolve, until - performance.now()));
  if (isUnstored) return void (await pause(last));
  if (!(await within(last - performance.now(), watch.heard()))) return;
  const soon = performance.now() + TOGETHER_MS;
  await pause(Math.max(soon, began + Math.min(Math.max(PACE_MS.least, 4 * took), PACE_MS.most)));
  watch.take();
}

/** Where logs may come, in the order in which that matters: an agent begins, what was written last goes on, the rest. */
function sitesOf({ sources }: ExportOptions, prepared: readonly Prepared[]): readonly Site[] {
  const roots = new Set(sources.flatMap((chosen) => chosen.roots.map(({ path }) => path)));
  const sites = prepared.flatMap(({ discovery }) => [...discovery.sites()]);
  const newest = newestBelow(
    new Set(sites.map(({ path }) => path)),
    prepared.flatMap(({ discovery }) => discovery.logs),
  );
  const rankOf = ({ path }: Site) => (roots.has(dirname(path)) ? Number.MAX_VALUE : (newest.get(path) ?? 0));
  return [
    ...[...roots].flatMap((path) => [...sitesAbove(path), rootAt(path)]),
    ...sites.sort((a, b) => rankOf(b) - rankOf(a)),
  ];
}

/** A root itself: that it goes away is to be heard. */
function rootAt(path: string): Site {
  return { path, awaits: () => undefined };
}

/** When the newest log in each of the directories, or below it, was written. */
function newestBelow(directories: ReadonlySet<string>, logs: readonly Log[]): ReadonlyMap<string, number> {
  const newest = new Map<string, number>();
  for (const { path, stat } of logs)
    for (let above = dirname(path); directories.has(above); above = dirname(above)) {
      if ((newest.get(above) ?? -Infinity) >= stat.mtimeMs) break;
      newest.set(above, stat.mtimeMs);
    }
  return newest;
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
