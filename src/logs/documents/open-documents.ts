import { createHash } from "node:crypto";
import { constants, openSync, readFileSync } from "node:fs";
import { failedWith, reason } from "../../failure.ts";
import { closeRead } from "../../lib/files/close-read.ts";
import { isObject, parseJson, TooLarge, type JsonObject } from "../../lib/json/json.ts";
import { pathBytes } from "../../lib/files/path-bytes.ts";
import { isSystemError } from "../../lib/process/system-error.ts";
import type { Problem } from "../../problem.ts";
import { settledStat } from "../files/file-state.ts";
import { listDirectory } from "./list.ts";
import type { FileStat } from "../source.ts";
import { UnknownValues } from "../unknown-values.ts";

/** The documents of a log as they are now. */
export interface Documents {
  /** The object in a file; `undefined` if there is none, or none yet. */
  read(path: string): JsonObject | undefined;
  /** The array in a file; `undefined` if there is none, or none yet. */
  readList(path: string): readonly unknown[] | undefined;
  /** The text of a file that is none of JSON, without a byte order mark; `undefined` if there is none. */
  text(path: string): string | undefined;
  /** Whether a file could not be read: what the others show may be wrong without it. */
  readonly failed: boolean;
  /** Whether a document is half-written, and was not so at the run before: the next run reads it again. */
  readonly isHalfWritten: boolean;
  /** The paths of what lies in a directory, in byte order; none if it is not there. */
  list(directory: string): readonly string[];
  /** A field holds a value that this version does not know: it is told to the person, by name. */
  unknown(field: string, value: string): void;
}

/** The documents of one reading, and what was wrong with them. */
export class OpenDocuments implements Documents {
  readonly #cap: number;
  readonly #tickMs: number;
  readonly #problems: Problem[];
  /** The log's own document, read ahead of all others. */
  #own: { readonly path: string; readonly bytes: Buffer | undefined; readonly digest: string } | undefined;
  readonly skipped: Record<string, number> = {};
  readonly unknownValues = new UnknownValues();
  count = 0;
  /** A document that is no JSON, or not yet. */
  unfinished: string | undefined;
  /** Whether a file could not be read. */
  failed = false;
  /** Whether anything stands in them that could not be understood. */
  isBroken = false;
  /** Whether the run before found the log half-written, and as it is now. */
  isSecondLook = false;

  constructor(cap: number, tickMs: number, problems: Problem[]) {
    this.#cap = cap;
    this.#tickMs = tickMs;
    this.#problems = problems;
  }

  /** Reads the log's own document; its size and times, or `undefined` if it cannot be read. */
  open(path: string): FileStat | undefined {
    const file = this.#bytes(path);
    if (file === undefined) return undefined;
    const hash = createHash("sha256").update(file.bytes ?? "");
    this.#own = { path, bytes: file.bytes, digest: hash.digest("base64url").slice(0, 22) };
    return file.stat;
  }

  get isHalfWritten(): boolean {
    return this.unfinished !== undefined && !this.isSecondLook;
  }

  digest(path: string): string {
    return this.#own?.path === path ? this.#own.digest : "";
  }

  read(path: string): JsonObject | undefined {
    return this.#value(path, isObject);
  }

  readList(path: string): readonly unknown[] | undefined {
    return this.#value(path, isList);
  }

  text(path: string): string | undefined {
    const bytes = this.#own?.path === path ? this.#own.bytes : this.#bytes(path)?.bytes;
    if (bytes === undefined) return undefined;
    this.count++;
    return bytes.toString("utf8").replace(/^\ufeff/, "");
  }

  #value<Value>(path: string, isRight: (value: unknown) => value is Value): Value | undefined {
    const bytes = this.#own?.path === path ? this.#own.bytes : this.#bytes(path)?.bytes;
    if (bytes === undefined) return undefined;
    this.count++;
    let value: unknown;
    try {
      value = parseJson(bytes.toString("utf8").replace(/^\ufeff/, ""));
    } catch (error) {
      if (error instanceof TooLarge) {
        this.#giveUp(path, error);
        return undefined;
      }
      if (!(error instanceof SyntaxError)) throw error;
      this.unfinished ??= path;
      this.isBroken = true;
      this.#skip("unfinished");
      return undefined;
    }
    if (isRight(value)) return value;
    this.isBroken = true;
    this.#skip("malformed");
    this.#problems.push({ kind: "malformed", path });
    return undefined;
  }

  /** What `work` gives; `undefined`, and a problem, where a text in the document of this path is more than there is memory for. */
  within<Result>(path: string, work: () => Result): Result | undefined {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof TooLarge)) throw error;
      this.#giveUp(path, error);
      return undefined;
    }
  }

  #giveUp(path: string, { message }: TooLarge): void {
    this.failed = true;
    this.#problems.push({ kind: "unreadable", path, cause: message });
  }

  list(directory: string): readonly string[] {
    try {
      return listDirectory(directory);
    } catch (error) {
      if (!isSystemError(error)) throw error;
      this.failed = true;
      this.#problems.push({ kind: "unreadable", path: directory, cause: reason(error) });
      return [];
    }
  }

  unknown(field: string, value: string): void {
    this.unknownValues.add(field, value);
  }

  #skip(why: string): void {
    this.skipped[why] = (this.skipped[why] ?? 0) + 1;
  }

  /** A file's bytes, without them if there are too many; `undefined` if it cannot be read. */
  #bytes(path: string): { readonly stat: FileStat; readonly bytes: Buffer | undefined } | undefined {
    let file: number | undefined;
    try {
      // A pipe that took the log's place must not block us, nor a link lead us away.
      file = openSync(pathBytes(path), constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
      const stat = settledStat(file, this.#own === undefined ? this.#tickMs : 0);
      if (stat === undefined) throw new Error("no regular file");
      if (stat.size <= this.#cap) return { stat, bytes: readFileSync(file) };
      this.#skip("too-long");
      this.#problems.push({ kind: "too-long", path });
      return { stat, bytes: undefined };
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      // What was listed a moment ago may be gone: that it is gone shows in its directory.
      if (failedWith(error, "ENOENT") && this.#own !== undefined) return undefined;
      this.failed = true;
      this.#problems.push({ kind: "unreadable", path, cause: reason(error) });
      return undefined;
    } finally {
      if (file !== undefined) closeRead(file);
    }
  }
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}
