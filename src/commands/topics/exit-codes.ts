import { EXIT } from "../../failure.ts";
import type { Topic } from "./topic.ts";

export const exitCodesTopic: Topic = [
  [
    [
      String(EXIT.ok),
      "it went well. Of an export: everything that could be read was delivered and the positions are stored, or a warning on " +
        "stderr says why not",
    ],
    [String(EXIT.bug), "a bug: please report it. An export has stored nothing"],
    [String(EXIT.usage), "wrong usage: nothing was done"],
    [
      String(EXIT.warnings),
      "with '--strict': it went as with 0, and there were warnings. Timers should use '--strict'. Of 'tt doctor', also without " +
        "it: something is wrong",
    ],
    [
      String(EXIT.output),
      "the output failed: the disk is full, the consumer could not start, ended with another code than 0 or left early. Or a " +
        "manifest exists and cannot be read, or others can write to the data directory. An export has then stored nothing. Or " +
        "the store is locked, full, read-only, damaged, another program's or of a newer tt, or its connection ended: what was " +
        "committed before stays. Or the tracker that was pushed to failed, a host of 'tt sync' did, or the events of '--ack' were not " +
        "acknowledged",
    ],
    [
      String(EXIT.newerManifest),
      "a manifest was written by a newer tt: it is left as it is and nothing is exported from that source; the other sources " +
        "were delivered and their positions are stored",
    ],
    [
      "128+n",
      `ended by signal n, with nothing stored; ${EXIT.readerGone} where the reader of the standard output went away`,
    ],
  ],
];
