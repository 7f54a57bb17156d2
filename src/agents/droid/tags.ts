import { readFileSync, statSync } from "node:fs";
import { failedWith, reason } from "../../failure.ts";
import { parseObject, type JsonObject } from "../../lib/json.ts";
import { pathBytes } from "../../lib/path-bytes.ts";
import { isSystemError } from "../../lib/system-error.ts";
import { memberOf } from "../../logs/record/fields.ts";
import type { Batch, Log } from "../../logs/source.ts";
import type { Observation } from "../../events/observation.ts";

const MOST_BYTES = 1 << 20;

/** Tags of sessions whose prompts a script or a schedule sent. */
const OF_PROGRAMS = ["exec", "automation"];
/** Tags of sessions whose prompts another agent wrote. */
const OF_AGENTS = ["subagent", "mission-worker", "software-factory-worker", "software-factory-subagent"];

/**
 * The batches of a session, with what its tags say of who wrote its prompts; none of them if the tags cannot be read. Droid
 * writes the settings that hold them, each time as a whole, before the first message.
 */
export async function* withTags(
  log: Log,
  batches: Iterable<Batch> | AsyncIterable<Batch>,
): AsyncGenerator<Batch, void, undefined> {
  let tags: ReadonlySet<string> | undefined;
  for await (const batch of batches) {
    try {
      if (batch.observations.some(isOfPerson)) tags ??= tagsOf(log);
    } catch (error) {
      if (!isSystemError(error)) throw error;
      const problem = { kind: "unreadable", path: settingsFile(log), cause: reason(error) } as const;
      yield { observations: [], problems: [problem], counts: { lines: 0, skipped: {} } };
      return;
    }
    yield tags === undefined || tags.size === 0
      ? batch
      : { ...batch, observations: taggedBy(tags, batch.observations) };
  }
}

function isOfPerson({ kind }: Observation): boolean {
  return kind === "user-message" || kind === "user-action" || kind === "session-started";
}

function taggedBy(tags: ReadonlySet<string>, seen: readonly Observation[]): readonly Observation[] {
  if (OF_AGENTS.some((tag) => tags.has(tag))) return seen.filter((each) => !isOfPerson(each));
  if (!OF_PROGRAMS.some((tag) => tags.has(tag))) return seen;
  return seen.map((each) =>
    each.kind === "user-message" || each.kind === "user-action" ? { ...each, automated: true } : each,
  );
}

function settingsFile({ path }: Log): string {
  return path.replace(/\.jsonl$/, ".settings.json");
}

function tagsOf(log: Log): ReadonlySet<string> {
  const path = settingsFile(log);
  const settings = objectIn(path) ?? objectIn(`${path}.bak`);
  const tags = memberOf(settings, "tags");
  const names = (Array.isArray(tags) ? (tags as readonly unknown[]) : []).map((tag) => memberOf(tag, "name"));
  return new Set(names.filter((name) => typeof name === "string"));
}

/** What a file holds, if that is an object. A session without settings, or with some that we may not read, has no tags. */
function objectIn(path: string): JsonObject | undefined {
  try {
    const stat = statSync(pathBytes(path), { throwIfNoEntry: false });
    if (stat?.isFile() !== true || stat.size > MOST_BYTES) return undefined;
    return parseObject(readFileSync(pathBytes(path), "utf8"));
  } catch (error) {
    if (failedWith(error, "ENOENT", "ENOTDIR", "EACCES", "EPERM", "ELOOP")) return undefined;
    throw error;
  }
}
