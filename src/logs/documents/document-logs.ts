import { isExported, isUsage, type Observation } from "../../events/observation.ts";
import type { Problem } from "../../problem.ts";
import { DigestSet } from "../record/digest-set.ts";
import { cursorStat, TICK_MS, NEVER_MATCHES } from "../files/file-state.ts";
import { identity } from "../record/identity.ts";
import type { DocumentFormat } from "./format.ts";
import { OpenDocuments } from "./open-documents.ts";
import { digestOfAll, isUnchangedDocument, readingOf, type Reading } from "./reading.ts";
import type { Asked, Batch, Cursor, Log } from "../source.ts";

/** A longer document gives nothing: all of it must stand in memory. */
export const DOCUMENT_CAP = 64 << 20;

export interface DocumentLogsOptions {
  readonly cap?: number;
  /** How often a file's clock ticks at the least. */
  readonly tickMs?: number;
}

/**
 * Reads logs that are rewritten as a whole, whenever they changed.
 *
 * Delivered observations are remembered by their identity, so that each is delivered once, however often its document
 * is rewritten. A half-written document is no error: its agent is writing it, and the next run reads the result.
 */
export class DocumentLogs {
  readonly #format: DocumentFormat;
  readonly #cap: number;
  readonly #tickMs: number;

  constructor(format: DocumentFormat, { cap = DOCUMENT_CAP, tickMs = TICK_MS }: DocumentLogsOptions = {}) {
    this.#format = format;
    this.#cap = cap;
    this.#tickMs = tickMs;
  }

  isUnchanged(log: Log, cursor: Cursor | undefined): boolean {
    return isUnchangedDocument(log, cursor, this.#format, this.#tickMs);
  }

  *read(log: Log, cursor: Cursor | undefined, asked?: Asked): Generator<Batch, void, undefined> {
    const reading = readingOf(cursor, this.#format.revision);
    const problems: Problem[] = [];
    const newer = cursor?.["reader"];
    if (typeof newer === "number" && newer > this.#format.revision)
      problems.push({ kind: "old-reader", path: log.path, cause: `reader ${newer}` });
    const documents = new OpenDocuments(this.#cap, this.#tickMs, problems);
    // Before anything is read: what changes from now on is other than what is told here.
    const before = [this.#beside(log, false), this.#beside(log, true)] as const;
    const stat = documents.open(log.path);
    if (stat === undefined) {
      yield { ...nothing, problems };
      return;
    }
    documents.isSecondLook = reading?.unfinished === true && reading.digest === documents.digest(log.path);
    const delivered = DigestSet.unpacked(reading?.delivered) ?? new DigestSet();
    let atRest = reading?.at_rest ?? false;
    let lines = 0;
    // A log of one file that was only touched shows what it showed, unless something that it needs could not be read.
    const isTouched =
      reading !== undefined &&
      reading.size !== NEVER_MATCHES.size &&
      !reading.unfinished &&
      this.#format.beside === undefined &&
      documents.digest(log.path) === reading.digest;
    if (!isTouched) {
      const isWanted = (seen: Observation) =>
        isExported(seen) ? asked?.usage === true || !isUsage(seen) : asked?.texts === true;
      const decoding = this.#format.decode(log, documents, asked);
      const step = (): IteratorResult<Observation, boolean> =>
        documents.within(log.path, () => decoding.next()) ?? { done: true, value: false };
      for (let observations: Observation[] = [], next = step(); ; next = step()) {
        if (next.done !== true && isWanted(next.value) && delivered.add(identity(next.value)))
          observations.push(next.value);
        if (observations.length < BATCH && next.done !== true) continue;
        yield { ...nothing, observations, problems: problems.splice(0) };
        if (next.done === true) {
          atRest = next.value;
          break;
        }
        observations = [];
      }
      lines = documents.count;
    }
    const digest = documents.digest(log.path);
    // A half-written document is reported if the next run finds it unchanged: its writer was interrupted.
    const again = documents.unfinished !== undefined && documents.isSecondLook;
    if (again) problems.push({ kind: "malformed", path: documents.unfinished ?? log.path });
    const retry = documents.isHalfWritten || documents.failed;
    // A broken document may be repaired later, so that the log is not at rest.
    const isAtRest = atRest && !retry && !documents.isBroken;
    const now: Reading = {
      ...(retry ? NEVER_MATCHES : cursorStat(stat)),
      digest,
      beside: before[isAtRest ? 1 : 0],
      at_rest: isAtRest,
      unfinished: documents.unfinished !== undefined,
      reader: this.#format.revision,
      delivered: delivered.packed(),
    };
    yield {
      ...nothing,
      problems,
      counts: { lines, skipped: documents.skipped, unknown: documents.unknownValues.counts },
      cursor: now,
    };
  }

  #beside(log: Log, isAtRest: boolean): string {
    const paths = this.#format.beside?.(log, isAtRest);
    return paths === undefined ? "" : digestOfAll(paths, this.#tickMs);
  }
}

const BATCH = 512;
const nothing: Batch = { observations: [], problems: [], counts: { lines: 0, skipped: {} } };
