import { join } from "node:path";
import { DELIVERY_VARIABLE, formatDelivery, type Delivery } from "../../delivery.ts";
import { DAILY_COUNTS } from "../../export/counts/file.ts";
import { nowhere, type Sink } from "../../export/sinks/sink.ts";
import type { StandingConsumer } from "../../export/sinks/standing-consumer.ts";
import { stdoutSink } from "../../export/sinks/stdout-sink.ts";
import { LAST_EXPORT } from "../../export/summary/note-file.ts";
import { printable } from "../../lib/text/printable.ts";
import { changesPath } from "../../manifest/changes.ts";
import { interruptibly, type Interruption } from "../process/interruption.ts";
import { refuseFeedback } from "./feedback.ts";
import type { ExportOptions } from "./options.ts";
import type { Prepared } from "./prepare.ts";

/** What an output needs to know of its run. */
interface OutputRequest {
  readonly interruption: Interruption;
  readonly delivery: Delivery | undefined;
  /** A consumer that stays, and answers. */
  readonly standing?: StandingConsumer | undefined;
  /** Hears that our own import had warnings, and was asked to tell by its exit code. */
  readonly warned: () => void;
}

/** Where the events of a run go, and how that is given up. Fails where they would come back as lines of a log. */
export async function outputOf(
  { dryRun, consumer, own, dataDir, verbose }: ExportOptions,
  runs: readonly Prepared[],
  { interruption, delivery, standing, warned }: OutputRequest,
): Promise<{ readonly sink: Sink; stop(signal: NodeJS.Signals | undefined): Promise<void> }> {
  const nothingToStop = () => Promise.resolve();
  if (dryRun) return { sink: nowhere, stop: nothingToStop };
  refuseFeedback(
    runs.flatMap(({ discovery }) => discovery.logs),
    [...runs.flatMap(({ source: { manifest } }) => [manifest, changesPath(manifest)]), DAILY_COUNTS, LAST_EXPORT].map(
      (name) => join(dataDir, name),
    ),
  );
  if (standing !== undefined) return { sink: standing, stop: (signal) => standing.stop(signal) };
  if (consumer !== undefined) {
    const { consumerSink } = await import("../../export/sinks/consumer-sink.ts");
    const sink = consumerSink({
      command: commandOf(consumer),
      name: consumer[0],
      env: {
        ...process.env,
        TT_DATA_DIR: dataDir,
        [DELIVERY_VARIABLE]: delivery === undefined ? undefined : formatDelivery(delivery),
      },
      wait: interruptibly(interruption),
      unseen: (why) => {
        if (verbose) process.stderr.write(unseenText(why));
      },
      evenAlone: own?.isDue,
      warned: own === undefined ? undefined : warned,
    });
    return { sink, stop: (signal) => sink.stop(signal) };
  }
  return { sink: stdoutSink(process.stdout, interruptibly(interruption)), stop: nothingToStop };
}

/** `tt` as the consumer is this very program. */
export function commandOf(consumer: readonly [string, ...string[]]): readonly [string, ...string[]] {
  return consumer[0] === "tt" ? [process.execPath, process.argv[1] ?? "tt", ...consumer.slice(1)] : consumer;
}

function unseenText(why: string): string {
  return (
    `tt: no local socket could be made for the consumer's input (${printable(why)}): it gets a pipe, and whether it has ` +
    "read every event cannot be known; its exit code alone counts\n"
  );
}
