/**
 * An independent reading of Claude Code's logs, for tests to hold the program against: written from the contract alone,
 * slow, whole logs in memory, JSON.parse of everything, nothing shared with src/.
 *
 * Where the contract leaves a choice, this is what is chosen here:
 *
 *  1. A blank line is one with nothing but JSON white space (space, tab, \r) left after the drops; a line of U+00A0 is
 *     malformed.
 *  2. The limit of salvage (4,194,304 bytes) is on the line as it stands before its \n, like the limit of 67,108,864:
 *     NUL bytes count. Places are searched in the bytes that are left after the drops.
 *  3. A line that was salvaged in full still counts once as malformed: it did not parse as one object.
 *  4. A byte order mark is dropped only where the first three bytes of the log are EF BB BF; after a NUL it is no mark.
 *  5. A trailing \r is dropped from the line, never from a salvaged piece.
 *  6. Numbers are IEEE doubles: a durationMs of 1e10 plus less than a double can tell counts, -0 is 0.
 *  7. Fractions of a second are cut by digits, so before 1970 too they go towards the past.
 *  8. cwd, gitBranch, paths of any type but string count as absent (as null and "" do); white space alone is a value.
 *     A notebook_path that so counts as absent leaves room for file_path.
 *  9. `forkedFrom` with any value but null makes the record a copy, `false` and "" too.
 * 10. An `origin` that is no object has no kind; a kind that is no string says nothing, the empty string is nobody.
 * 11. Flags count only as the boolean true; "true" and 1 do not.
 * 12. A string `planContent` may be empty. It is read on `user` records only, not on queued prompts.
 * 13. A queued prompt whose attachment says nothing is `automated` by the record's own entrypoint or promptSource `sdk`:
 *     that promptSource `system` "does not matter" is taken to be about whether it is a prompt.
 * 14. A queued prompt that begins like a command or an interruption is nothing: `user_action` is for `user` records.
 * 15. `agent_tool_use` asks nothing of `message.role`.
 * 16. Text is put together, cleaned and trimmed as UTF-16, its bytes are counted last: two halves of a pair that a
 *     removal brings together count as one character of four bytes.
 * 17. The pass for each element begins anew on what the passes before it left, so that a tag which the removal of another
 *     element brought together is seen by it. Opening and closing tags of envelopes are exactly `<name>` and `</name>`, case-sensitive, without attributes.
 * 18. Lower case (of tool names) is what ECMAScript's toLowerCase makes, in no locale.
 * 19. A *.jsonl directly in `projects` is a log, and `.jsonl` alone is a name that ends so. A project's directory that
 *     is itself named tool-results, memory or subagents is a project like any other. A directory named x.jsonl is entered.
 * 20. `tool-results`, `memory` and `subagents` work at any depth below the project's directory.
 * 21. Byte order is that of whole paths, so that "a-b/x" comes before "a/x". A root given twice is read twice.
 * 22. A record of a tool's result or of a local command is the person's own: neither is ever automated.
 * 23. A turn's beginning may be a record on a side chain; only a turn that is told of ends one.
 * 24. A tool's result without an id has the key of a tool call without one; a durationMs above 10^10 is none.
 * 25. What cannot be listed or read is passed over.
 */
import { readdirSync, readFileSync, statSync, type Dirent } from "node:fs";
import { finishedLines, recordsOf } from "../../support/reference/lines.ts";
import { decodeRecord, type ReferenceEvent } from "../../support/reference/record.ts";

export type { ReferenceEvent };

/** Where the log lies: all that an event may know of its path. */
interface Place {
  readonly subAgent: boolean;
}

interface ReferenceLog {
  readonly events: ReferenceEvent[];
  /** Finished, non-blank lines, not too long, that do not parse as ONE JSON object, salvaged or not. */
  readonly malformed: number;
  /** Finished lines of more than 67,108,864 bytes. */
  readonly tooLong: number;
  /** The offset after the last newline: where a next export goes on. */
  readonly end: number;
}

/** Reads one whole log: its events in order, and what could not be read. */
export function referenceLog(
  bytes: Buffer,
  where: Place,
  options: { readonly machineId?: string; readonly evidence?: boolean } = {},
): { events: ReferenceEvent[]; malformed: number; tooLong: number; end: number } {
  const log = { events: [] as ReferenceEvent[], malformed: 0, tooLong: 0, end: bytes.lastIndexOf(0x0a) + 1 };
  const state = { begunSessions: new Set<string>(), turnBegan: new Map<string, number>(), resumed: {} };
  for (const line of finishedLines(bytes)) {
    const { kind, pieces } = recordsOf(line);
    if (kind === "malformed") log.malformed += 1;
    if (kind === "too-long") log.tooLong += 1;
    for (const piece of pieces) log.events.push(...decodeRecord(piece, { ...where, ...options, ...state }));
  }
  return log satisfies ReferenceLog;
}

/** Reads every log of these Claude directories, root by root, in byte order of the paths. */
export function referenceTree(
  claudeDirs: readonly string[],
  options: { readonly evidence?: boolean } = {},
): { events: ReferenceEvent[]; logs: string[] } {
  const events: ReferenceEvent[] = [];
  const logs: string[] = [];
  for (const dir of claudeDirs) {
    for (const { path, subAgent } of logsBelow(Buffer.from(`${dir.replace(/\/+$/, "")}/projects`))) {
      const bytes = orNothing(() => readFileSync(path));
      if (bytes === undefined) continue;
      logs.push(path.toString());
      events.push(...referenceLog(bytes, { subAgent }, options).events);
    }
  }
  return { events, logs };
}

interface FoundLog extends Place {
  readonly path: Buffer;
}

/** Paths stay bytes: a name that is no UTF-8 is a name all the same. */
function logsBelow(projects: Buffer): FoundLog[] {
  const found: FoundLog[] = [];
  for (const entry of listed(projects)) {
    const path = below(projects, entry);
    if (isLog(entry)) found.push({ path, subAgent: isAgentName(entry) });
    // Only here may a directory be a symlink: the claude-dir and `projects` are resolved by the listing itself.
    if (isDirectory(entry, path)) found.push(...logsInProject(path, false));
  }
  return found.sort((a, b) => Buffer.compare(a.path, b.path));
}

function logsInProject(directory: Buffer, belowSubagents: boolean): FoundLog[] {
  return listed(directory).flatMap((entry) => {
    const path = below(directory, entry);
    const name = entry.name.toString();
    if (isLog(entry)) return [{ path, subAgent: belowSubagents || isAgentName(entry) }];
    if (!entry.isDirectory() || name === "tool-results" || name === "memory") return [];
    return logsInProject(path, belowSubagents || name === "subagents");
  });
}

type Entry = Dirent<Buffer>;

const listed = (directory: Buffer): readonly Entry[] =>
  orNothing(() => readdirSync(directory, { withFileTypes: true, encoding: "buffer" })) ?? [];

const below = (directory: Buffer, entry: Entry): Buffer => Buffer.concat([directory, Buffer.from("/"), entry.name]);

const isLog = (entry: Entry): boolean => {
  const name = entry.name.toString();
  return entry.isFile() && name.endsWith(".jsonl") && name !== "journal.jsonl";
};

const isAgentName = (entry: Entry): boolean => entry.name.toString().startsWith("agent-");

const isDirectory = (entry: Entry, path: Buffer): boolean =>
  entry.isDirectory() || (entry.isSymbolicLink() && orNothing(() => statSync(path))?.isDirectory() === true);

function orNothing<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (["ENOENT", "ENOTDIR", "EACCES", "EPERM", "ELOOP"].some((known) => known === code)) return undefined;
    throw error;
  }
}
