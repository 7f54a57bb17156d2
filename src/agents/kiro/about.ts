import { statSync } from "node:fs";
import type { Observation } from "../../events/observation.ts";
import { reason } from "../../failure.ts";
import { parseObject, type JsonObject } from "../../lib/json/json.ts";
import { pathBytes } from "../../lib/files/path-bytes.ts";
import { isSystemError } from "../../lib/process/system-error.ts";
import { isPresent, memberOf, readId, readText } from "../../logs/record/fields.ts";
import type { Batch, Cursor, Log } from "../../logs/source.ts";
import { sideText } from "../../logs/with-side-file.ts";
import { aboutPath, sessionOfName } from "./discover.ts";

const MOST_BYTES = 64 << 20;

/** What is known of a session beside its lines. */
export interface About {
  readonly cwd: string | undefined;
  /** The session that this one works for, as a sub-agent. */
  readonly caller: string | undefined;
  /** Whether nobody says so of it. */
  readonly isMain: boolean;
}

/** What nothing is known of: its tools are told, and nothing that could be a person's. */
const UNKNOWN: About = { cwd: undefined, caller: undefined, isMain: false };

/**
 * Reads what the program keeps beside the lines of a session. `/rewind` makes a session of the person's that has a parent;
 * the reason is "subagent" of every other session, of main ones too, so that only a parent makes a sub-agent.
 */
export function aboutIn(fields: JsonObject): About {
  const workspaces = fields["workspacePaths"];
  const first: unknown = Array.isArray(workspaces) ? workspaces[0] : undefined;
  const parent = fields["parent_session_id"] ?? fields["parentSessionId"];
  const isRewound = fields["session_created_reason"] === "rewind";
  const isSub = isPresent(parent) && !isRewound;
  return {
    cwd: readText(fields["cwd"]) ?? readText(first),
    caller: isSub ? readId(parent) : undefined,
    isMain: !isSub,
  };
}

/** What of the observations of a session holds, by what is known of it. */
export function told({ cwd, caller, isMain }: About, log: Log, seen: readonly Observation[]): readonly Observation[] {
  if (isMain) return seen.map((each) => ({ ...each, cwd: each.cwd ?? cwd }));
  const agentId = caller === undefined ? undefined : readId(sessionOfName(log));
  return seen.flatMap((each) => {
    if (each.kind !== "tool-use" && each.kind !== "tool-result" && each.kind !== "agent-message") return [];
    return [{ ...each, cwd: each.cwd ?? cwd, sessionId: caller ?? each.sessionId, agentId }];
  });
}

/**
 * In the cursor of a session of which something was told without the file beside its lines: how that was then. As long as
 * it is the same, or says nothing, there is nothing more to tell.
 */
const WITHOUT = "without_about";

/** The same of a cursor as it is printed. */
export function isPrintedWithout(cursor: string): boolean {
  return cursor.includes(`"${WITHOUT}":"`);
}

/** Whether the file beside the lines says now what it did not when they were told: then they show more. */
export function isToldAnew(log: Log, cursor: Cursor | undefined): boolean {
  const before = cursor?.[WITHOUT];
  if (typeof before !== "string") return false;
  const path = aboutPath(log);
  if (stateOf(path) === before) return false;
  const about = readAbout(path);
  return typeof about !== "string" && about !== UNKNOWN;
}

/** What a file is like, without opening it. */
function stateOf(path: string): string {
  try {
    const stat = statSync(pathBytes(path), { throwIfNoEntry: false });
    return stat === undefined ? "none" : [stat.size, stat.mtimeMs, stat.ctimeMs, stat.ino].join(" ");
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return reason(error);
  }
}

/**
 * The batches of a session's lines, read from this cursor on, by the file that was made before them. While it cannot be
 * read, or is half-written, nothing of the lines is told: they would come out otherwise than they stand.
 */
export async function* withAbout(
  log: Log,
  from: Cursor | undefined,
  batches: Iterable<Batch> | AsyncIterable<Batch>,
): AsyncGenerator<Batch, void, undefined> {
  const path = aboutPath(log);
  let about: About | undefined;
  let without = from?.[WITHOUT];
  for await (const batch of batches) {
    if (batch.observations.length > 0 && about === undefined) {
      const read = readAbout(path);
      if (typeof read === "string") {
        const problem = { kind: "unreadable", path, cause: read } as const;
        yield { observations: [], problems: [problem], counts: { lines: 0, skipped: {} } };
        return;
      }
      about = read;
      if (read === UNKNOWN) without = stateOf(path);
    }
    yield {
      ...batch,
      ...(about !== undefined && { observations: told(about, log, batch.observations) }),
      ...(without !== undefined && batch.cursor !== undefined && { cursor: { ...batch.cursor, [WITHOUT]: without } }),
    };
  }
}

/** What a file says, or why it cannot be read. */
function readAbout(path: string): About | string {
  try {
    const text = sideText(path, MOST_BYTES);
    if (text === undefined) return UNKNOWN;
    const fields = parseObject(text);
    return fields === undefined ? "no JSON object, or not yet" : aboutIn(fields);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return reason(error);
  }
}

/** The turns that the file beside the lines of the CLI's tells, in their order. */
export function turnsIn(fields: JsonObject): readonly unknown[] {
  const turns = memberOf(memberOf(fields["session_state"], "conversation_metadata"), "user_turn_metadatas");
  return Array.isArray(turns) ? turns : [];
}
