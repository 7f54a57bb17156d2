import { NO_EVENTS, type Delivery } from "../../delivery.ts";
import { acknowledged, type Answers } from "../../export/sinks/acknowledgement.ts";
import { endMarked } from "../../export/sinks/end-mark.ts";
import { narration, progressBar, silent } from "../../export/progress.ts";
import { EVENT_TYPES } from "../../events/event-type.ts";
import { runExport } from "../../export/run.ts";
import type { Sink, Wait } from "../../export/sinks/sink.ts";
import type { StandingConsumer } from "../../export/sinks/standing-consumer.ts";
import { summaryText, warningText } from "../../export/summary/summary.ts";
import { Tally, type Summary } from "../../export/summary/totals.ts";
import { EXIT, Failure } from "../../failure.ts";
import { printableJson } from "../../lib/text/printable.ts";
import { keepCounts, leaveNote, type Ending } from "./remembered/note.ts";
import type { ExportOptions } from "./options.ts";
import { outputOf } from "./output.ts";
import type { KeptTo } from "./remembered/remembered.ts";
import { deliveryOf, storePositions, unknownOf, warnOfCorrupt } from "./positions.ts";
import { prepare, type Prepared } from "./prepare.ts";
import { readingThreads } from "./threads.ts";
import { homeDirectory } from "../process/environment.ts";
import { interruptibly, listenForSignals, type Interruption } from "../process/interruption.ts";

/** Everything that `tt export` does: prepares, delivers, stores, tells. Sets the exit code. */
export async function exportEvents(options: ExportOptions): Promise<void> {
  const note = (ending: Ending) => leaveNote(options, ending);
  const { exitCode, summary } = await exportOnce(options, { interruption: listenForSignals(), note });
  speak(options, summary);
  process.exitCode = exitCode;
}

/** What one export of several shares with the others. */
export interface Sharing {
  readonly interruption: Interruption;
  /** Leaves the note of how it ended. */
  readonly note: (ending: Ending) => void;
  /** A consumer that stays, and answers. */
  readonly standing?: StandingConsumer | undefined;
  /** The answers on the standard input, where there are more to come than this one. */
  readonly answers?: (() => Answers) | undefined;
}

/** How one export went, and what it was about. */
export interface Exported {
  readonly exitCode: number;
  readonly summary: Summary;
  readonly prepared: readonly Prepared[];
}

/** Prepares, delivers, stores, and leaves a note. */
export async function exportOnce(asked: ExportOptions, sharing: Sharing): Promise<Exported> {
  const { note } = sharing;
  const tally = new Tally();
  let exitCode: number;
  let prepared: readonly Prepared[];
  let kept: KeptTo | undefined;
  let types: ExportOptions["types"];
  try {
    ({ prepared, kept, types } = await prepare(asked));
    const options = { ...asked, types };
    const runs = prepared.filter(({ stored }) => stored?.state !== "newer");
    const isHeard = options.consumer !== undefined || options.ack !== undefined;
    const delivery = isHeard ? deliveryOf(runs, options) : undefined;
    let hasConsumerWarned = false;
    const warned = () => void (hasConsumerWarned = true);
    await deliver(options, runs, { ...sharing, tally, delivery, kept, warned });
    if (options.dryRun) warnOfCorrupt(runs, tally);
    else {
      storePositions(options, runs, tally, { delivery, kept });
      if (options.window === undefined) keepCounts(options, runs, tally.summary());
    }
    exitCode = finalCode(prepared, hasConsumerWarned || (asked.strict && tally.warnings.any));
  } catch (error) {
    const [code, text] = error instanceof Failure ? [error.exitCode, failureText(error)] : [EXIT.bug, bugText(error)];
    note({ exitCode: code, summary: tally.summary(), kept, failure: text });
    throw error;
  }
  const summary = tally.summary();
  note({ exitCode, summary, kept, types });
  return { exitCode, summary, prepared };
}

/** What a person is told nothing of, a note must say. */
function failureText({ exitCode, message }: Failure): string {
  if (message !== "") return message;
  return exitCode === EXIT.readerGone ? "the reader of the output went away" : `ended by signal ${exitCode - 128}`;
}

function bugText(error: unknown): string {
  return `a bug: ${error instanceof Error ? error.message : String(error)}`;
}

interface Delivering extends Omit<Sharing, "note"> {
  readonly tally: Tally;
  /** What it is to a consumer, if positions are stored after it. */
  readonly delivery: Delivery | undefined;
  readonly kept: KeptTo;
  /** Hears that our own import had warnings, and was asked to tell by its exit code. */
  readonly warned: () => void;
}

async function deliver(
  options: ExportOptions,
  runs: readonly Prepared[],
  { tally, interruption, delivery, kept, standing, answers, warned }: Delivering,
): Promise<void> {
  const output = await outputOf(options, runs, { interruption, delivery, standing, warned });
  // What fails where nobody waits for it ends the run as well.
  const end = (error: unknown) => interruption.end(error);
  process.on("uncaughtException", end);
  try {
    await runExport({
      runs,
      tally,
      wanted: {
        machineId: options.machineId,
        since: options.window?.since,
        until: options.window?.until,
        types: options.types,
        exclude: kept.exclude,
        ...(kept.fields === "all" ? {} : { fields: { told: kept.fields, home: homeDirectory() } }),
      },
      threads: readingThreads(),
      sink: options.endMark
        ? markedSink(output.sink, options, {
            runs,
            tally,
            delivery,
            wait: interruptibly(interruption),
            answers: standing === undefined ? answers : () => standing.answers(),
          })
        : output.sink,
      progress: options.verbose ? narration(process.stderr) : options.progress ? progressBar(process.stderr) : silent,
      checkpoint: () => interruption.checkpoint(),
      wait: interruptibly(interruption),
    });
    await interruption.last();
  } catch (error) {
    interruption.end(error);
    await output.stop(interruption.signal);
    throw error;
  } finally {
    process.off("uncaughtException", end);
  }
}

/** Its last line says of which agents it has everything: all that was to be read could be, from the start. */
function markedSink(
  sink: Sink,
  { consumer, machineId, types, ack, follow }: ExportOptions,
  { runs, tally, delivery, wait, answers }: Pick<Delivering, "tally" | "delivery"> & Marking,
): Sink {
  const isWhole = ({ source, before }: Prepared) => before === NO_EVENTS && !tally.unread.has(source.agent);
  return endMarked(sink, {
    // A consumer is started with the first event, and who follows needs no mark where nothing was.
    evenAlone: consumer === undefined && !follow,
    rest: () => ({
      complete: Object.fromEntries(runs.filter(isWhole).map(({ source }) => [source.agent, source.rules])),
      types: EVENT_TYPES.filter((type) => types.has(type)),
      ...(machineId === undefined ? {} : { machine_id: machineId }),
      ...(ack === undefined || delivery?.name === undefined
        ? {}
        : {
            delivery: {
              name: delivery.name,
              after: [...delivery.after],
              rules: delivery.rules,
              unknown: unknownOf(runs),
            },
          }),
    }),
    ...(ack === undefined
      ? {}
      : {
          confirmed: async (events: number) => {
            if (!follow) await acknowledged(events, { ...ack, input: process.stdin, wait });
            else if (events > 0) await answers?.().confirm(events, { ...ack, wait });
          },
        }),
  });
}

interface Marking {
  readonly runs: readonly Prepared[];
  readonly wait: Wait;
  readonly answers: (() => Answers) | undefined;
}

function finalCode(prepared: readonly Prepared[], isWarned: boolean): number {
  if (prepared.some(({ stored }) => stored?.state === "newer")) return EXIT.newerManifest;
  return isWarned ? EXIT.warnings : EXIT.ok;
}

/** Says what a person is to know of an export. */
export function speak({ summary: form, quiet }: ExportOptions, summary: Summary): void {
  if (form === "json") process.stderr.write(`${printableJson(summary)}\n`);
  else {
    if (!quiet) for (const warning of summary.warnings) process.stderr.write(`${warningText(warning)}\n`);
    if (form === "text") process.stderr.write(summaryText(summary));
  }
}
