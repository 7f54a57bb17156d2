import { createHash } from "node:crypto";
import { lstatSync } from "node:fs";
import { isExported, isUsage, type Observation } from "../../events/observation.ts";
import { pathBytes } from "../../lib/files/path-bytes.ts";
import { isSystemError } from "../../lib/process/system-error.ts";
import type { Problem } from "../../problem.ts";
import { DigestSet } from "../record/digest-set.ts";
import { cursorStat, isSameStat, settled, TICK_MS, NEVER_MATCHES, type CursorStat } from "../files/file-state.ts";
import { identity } from "../record/identity.ts";
import { OpenDocuments, type Documents } from "./open-documents.ts";
import type { Asked, Batch, Cursor, Log } from "../source.ts";

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

/** The cursor of a log of documents. */
type Reading = CursorStat & {
  /** The content that was read last, so that a file that was only touched is not decoded again. */
  readonly digest: string;
  /** The files beside the log. */
  readonly beside: string;
  readonly at_rest: boolean;
  /** A document was half written: it is tried again, and reported if it stays so. */
  readonly unfinished: boolean;
  readonly reader: number;
  /** Digests of what was delivered. */
  readonly delivered: string;
};

/** A longer document gives nothing: all of it must stand in memory. */
export const DOCUMENT_CAP = 64 << 20;

export interface DocumentLogsOptions {
  readonly cap?: number;
  /** How often a file's clock ticks at the least. */
  readonly tickMs?: number;
}

/**
 * Whether a log is as a cursor left it, which a reader of this revision made: its one document, or all that its format
 * lists beside it.
 */
export function isUnchangedDocument(
  log: Log,
  cursor: Cursor | undefined,
  { revision, beside }: Pick<DocumentFormat, "revision" | "beside">,
  tickMs = TICK_MS,
): boolean {
  const reading = readingOf(cursor, revision);
  if (reading === undefined || reading.size === NEVER_MATCHES.size) return false;
  if (beside === undefined) return isSameStat(log.stat, reading);
  return digestOfAll(beside(log, reading.at_rest), tickMs) === reading.beside;
}

/** A stored cursor, if a reader of this revision made it. */
function readingOf(cursor: Cursor | undefined, revision: number): Reading | undefined {
  if (cursor === undefined || cursor["reader"] !== revision) return undefined;
  const { size, mtime_ms, ctime_ms, inode, digest, beside, at_rest, unfinished, delivered } = cursor;
  for (const number of [size, mtime_ms, ctime_ms, inode]) if (typeof number !== "number") return undefined;
  for (const text of [digest, beside, delivered]) if (typeof text !== "string") return undefined;
  for (const claim of [at_rest, unfinished]) if (typeof claim !== "boolean") return undefined;
  return cursor as unknown as Reading;
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

/** Of the sizes and times of files, a tick after their last change. */
function digestOfAll(paths: readonly string[], tickMs: number): string {
  const { digest } = settled(() => {
    const hash = createHash("sha256");
    let ctimeMs = 0;
    for (const path of paths) {
      const stat = statOf(path);
      hash.update(JSON.stringify([path, stat]));
      ctimeMs = Math.max(ctimeMs, stat?.ctime_ms ?? 0);
    }
    return { digest: hash.digest("base64url").slice(0, 22), ctimeMs };
  }, tickMs);
  return digest;
}

const BATCH = 512;
const nothing: Batch = { observations: [], problems: [], counts: { lines: 0, skipped: {} } };

function statOf(path: string): CursorStat | undefined {
  try {
    const { size, mtimeMs, ctimeMs, dev, ino } = lstatSync(pathBytes(path));
    return cursorStat({ size, mtimeMs, ctimeMs, dev, ino });
  } catch (error) {
    // What cannot be looked at is reported when it is read.
    if (isSystemError(error)) return undefined;
    throw error;
  }
}
