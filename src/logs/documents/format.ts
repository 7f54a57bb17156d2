import type { Observation } from "../../events/observation.ts";
import type { Asked, Log } from "../source.ts";
import type { Documents } from "./open-documents.ts";

/** What an agent's folder says of logs that are JSON documents: one file, or one file and others that belong to it. */
export interface DocumentFormat {
  /** Changes when the same documents would give other events: every log is then read anew. */
  readonly revision: number;
  /**
   * Yields what the documents show, the start of a session first; observations of earlier versions may repeat. Returns
   * whether the log is at rest: then only a change in what `beside` lists for a log at rest can bring new events.
   */
  decode(log: Log, documents: Documents, asked?: Asked): Generator<Observation, boolean, undefined>;
  /** For a log of several files: the files and directories whose changes may bring events, including the log itself. */
  beside?(log: Log, isAtRest: boolean): readonly string[];
}
