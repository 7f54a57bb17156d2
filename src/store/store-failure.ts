import { EXIT, Failure, reason } from "../failure.ts";
import { sqliteCode } from "../lib/sqlite.ts";

const AGAIN = "what was committed stays; the same import can be repeated";

/** SQLite's primary result codes that are not our fault, and what to do about them. */
const SQLITE: Readonly<Record<number, readonly [what: string, hint: string]>> = {
  3: ["may not be used", "make it a file that you can read and write"],
  5: ["is locked by another program", "try again when that one is done"],
  6: ["is locked by another program", "try again when that one is done"],
  8: ["cannot be written", "make it and its directory writable, or name another one with --db"],
  10: ["could not be read or written by the system", AGAIN],
  11: [
    "is damaged",
    "keep a copy; 'sqlite3 FILE .recover' may save it, and 'tt export --full' brings the events again",
  ],
  13: ["could not be written: the disk is full", AGAIN],
  14: ["cannot be opened", "is its directory there, and may you write in it?"],
  23: ["may not be used", "make it a file that you can read and write"],
  26: ["is not a database", "nothing was changed in it; name another one with --db"],
};

/** A failure of the database as a failure of ours, exit code 74; what is neither's fault stays what it is: a bug. */
export function storeFailure(error: unknown, location: string): unknown {
  if (error instanceof Failure || !(error instanceof Error)) return error;
  const code = sqliteCode(error);
  if (code !== undefined) {
    const [what, hint] = SQLITE[code] ?? [];
    if (what === undefined || hint === undefined) return error;
    return new Failure(EXIT.output, `the store \`${location}\` ${what} (${error.message})`, { hint, cause: error });
  }
  if (!isServerError(error)) return error;
  return new Failure(EXIT.output, `the store \`${location}\` cannot be used (${serverReason(error)})`, {
    hint: "is the server up, does the database exist, and may this user create tables in it and write them?",
    cause: error,
  });
}

/** Errors of the system (`ECONNREFUSED`), of the server (five letters and digits), and those of pg itself. */
function isServerError(error: Error): boolean {
  if (error instanceof AggregateError) return error.errors.every((one) => one instanceof Error && isServerError(one));
  if ("syscall" in error || ("code" in error && /^[0-9A-Z]{5}$/.test(String(error.code)))) return true;
  return /^(?:Connection terminated|timeout expired|SASL|The server does not support SSL|Client )/i.test(error.message);
}

function serverReason(error: Error): string {
  if (error instanceof AggregateError) return [...new Set(error.errors.map((one) => reason(one)))].join(", ");
  return error.message === "" ? reason(error) : error.message;
}
