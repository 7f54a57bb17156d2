import { EXIT, Failure, reason } from "../../failure.ts";
import { sqliteCode } from "../../lib/sqlite/sqlite-file.ts";

const AGAIN = "what was committed stays; the same import can be repeated";
export const MEND =
  "'tt doctor' tells what is wrong with it; keep a copy: a store that is made anew is filled by 'tt export --full -- tt import'";

/** What is wrong with a store, and what to do about it. */
type Complaint = readonly [what: string, hint: string];

const DAMAGED: Complaint = ["is damaged", MEND];
const LOCKED: Complaint = ["is locked by another program", "try again when that one is done"];
const FORBIDDEN: Complaint = ["may not be used", "make it a file that you can read and write"];
const ENDED: Complaint = ["is out of reach: the connection ended", AGAIN];
const REFUSED: Complaint = [
  "does not let this role do that",
  "the owner of its tables grants what is lacking ('Roles of a team' in docs/recipes.md); a first import makes the tables, and must be allowed to",
];
const UNUSABLE: Complaint = ["cannot be used", "is the server up, and does the database exist?"];

/** SQLite's primary result codes (https://sqlite.org/rescode.html) that are not our fault. */
const SQLITE: Readonly<Record<number, Complaint>> = {
  // Our statements are right where the tables and columns are there that they name.
  1: DAMAGED,
  3: FORBIDDEN,
  5: LOCKED,
  6: LOCKED,
  7: ["needs more memory than there is", AGAIN],
  8: ["cannot be written", "make it and its directory writable, or name another one with --db"],
  10: ["could not be read or written by the system", AGAIN],
  11: DAMAGED,
  13: ["could not be written: the disk is full", AGAIN],
  14: ["cannot be opened", "is its directory there, and may you write in it?"],
  15: LOCKED,
  17: DAMAGED,
  18: DAMAGED,
  19: DAMAGED,
  20: DAMAGED,
  23: FORBIDDEN,
  26: ["is not a database", "nothing was changed in it; name another one with --db"],
};

/** A failure of the database as a failure of ours, exit code 74; what is neither's fault stays what it is: a bug. */
export function storeFailure(error: unknown, location: string): unknown {
  if (error instanceof Failure || !(error instanceof Error)) return error;
  const complaint = complaintOf(error);
  if (complaint === undefined) return error;
  const [what, hint] = complaint;
  return new Failure(EXIT.output, `the store \`${location}\` ${what} (${reasonOf(error)})`, { hint, cause: error });
}

/** Whether a failure says nothing of what is stored: somebody else has it locked, it is out of reach, or not to be used. */
export function mayBeSound({ cause }: Failure): boolean {
  const complaint = cause instanceof Error ? complaintOf(cause) : undefined;
  return [LOCKED, ENDED, REFUSED, UNUSABLE].some((one) => one === complaint);
}

/** What cannot stand in a store that is sound. */
export function damaged(location: string, what: string): Failure {
  return new Failure(EXIT.output, `the store \`${location}\` is damaged (${what})`, { hint: MEND });
}

function complaintOf(error: Error): Complaint | undefined {
  const code = sqliteCode(error);
  if (code !== undefined) return SQLITE[code];
  // A number that JavaScript has no room for: none of ours.
  if ("code" in error && error.code === "ERR_OUT_OF_RANGE") return DAMAGED;
  if (!isServerError(error)) return undefined;
  if (isEnd(error)) return ENDED;
  if (serverCode(error) === LOCK_NOT_AVAILABLE) return LOCKED;
  if (serverCode(error) === INSUFFICIENT_PRIVILEGE) return REFUSED;
  return isDamage(error) ? DAMAGED : UNUSABLE;
}

/** Errors of the system (`ECONNREFUSED`), of the server (five letters and digits), and those of pg itself. */
function isServerError(error: Error): boolean {
  if (error instanceof AggregateError) return error.errors.every((one) => one instanceof Error && isServerError(one));
  if ("syscall" in error || /^[0-9A-Z]{5}$/.test(serverCode(error))) return true;
  return (
    isEnd(error) ||
    /^(?:timeout expired|SASL|The server does not support SSL|received invalid response)/i.test(error.message)
  );
}

const LOCK_NOT_AVAILABLE = "55P03";
const INSUFFICIENT_PRIVILEGE = "42501";

/** SQLSTATE (https://www.postgresql.org/docs/15/errcodes-appendix.html). */
function serverCode(error: Error): string {
  return "code" in error ? String(error.code) : "";
}

/** Whether a connection that was there ended: the server or somebody else shut it down, or the network did. */
function isEnd(error: Error): boolean {
  if (["ECONNRESET", "EPIPE", "ETIMEDOUT"].includes(serverCode(error))) return "syscall" in error;
  return (
    /^(?:57P0[1-5]|25P0[34]|08...)$/.test(serverCode(error)) ||
    /^(?:Connection (?:terminated|ended)|Client )/i.test(error.message)
  );
}

/** Whether a table, a column or a function is gone or another, or what is stored cannot be understood by the server. */
function isDamage(error: Error): boolean {
  return /^(?:42(?:P01|703|804|809|883|P10|P13)|XX00[012]|23...|58P0.)$/.test(serverCode(error));
}

function reasonOf(error: Error): string {
  if (error instanceof AggregateError) return [...new Set(error.errors.map((one) => reason(one)))].join(", ");
  return error.message === "" ? reason(error) : error.message;
}
