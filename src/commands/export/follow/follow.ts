import { Answers } from "../../../export/sinks/acknowledgement.ts";
import { standingConsumer, type StandingConsumer } from "../../../export/sinks/standing-consumer.ts";
import { warningText } from "../../../export/summary/summary.ts";
import type { Summary } from "../../../export/summary/totals.ts";
import { EXIT } from "../../../failure.ts";
import { loaded } from "../../../logs/lazy-format.ts";
import { DirectoryWatch } from "../../../export/directory-watch.ts";
import { keepNurserySmall } from "../../../lib/process/nursery.ts";
import { interruptibly, listenForSignals, type Interruption } from "../../process/interruption.ts";
import { leaveNote, type Ending } from "../remembered/note.ts";
import { loadAsking } from "../ends.ts";
import type { ExportOptions } from "../options.ts";
import { commandOf } from "../output.ts";
import { exportOnce, speak } from "../run.ts";
import { nextLook } from "./next-look.ts";
import { sitesOf } from "./sites.ts";

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
  let quiet = 0;
  try {
    // All that will ever be needed: another version may have taken the program's place when an agent's first log comes.
    await Promise.all([loaded(options.sources.map(({ source }) => source)), loadAsking(options)]);
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
      if (!hasRead(summary)) quiet = performance.now() - began;
      await wait(nextLook(watch, { began, quiet, isTold: untold === undefined, isUnstored }));
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
    `tt: not every directory can be watched for changes (${why}): logs are looked at every two seconds instead, or less ` +
    "often, so that it takes a fiftieth of the time\n" +
    (limit === undefined ? "" : `hint: its limit for all programs is reached: sysctl ${limit}\n`)
  );
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
    const isNews = failure !== undefined || hasRead(summary);
    const now = JSON.stringify([exitCode, summary.warnings]);
    if (!isNews && now === before && performance.now() - left < NOTE_MS) return;
    [left, before] = [performance.now(), now];
    leaveNote(options, ending);
  };
}

/** Whether anything was new in a log. */
function hasRead({ sources }: Summary): boolean {
  return Object.values(sources).some(({ lines }) => lines > 0);
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
