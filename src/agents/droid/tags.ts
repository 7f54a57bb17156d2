import type { Observation } from "../../events/observation.ts";
import { parseObject, type JsonObject } from "../../lib/json/json.ts";
import { memberOf } from "../../logs/record/fields.ts";
import type { Batch, Log } from "../../logs/source.ts";
import { sideText, withSideFile } from "../../logs/with-side-file.ts";

const MOST_BYTES = 1 << 20;

/** Tags of sessions whose prompts a script or a schedule sent. */
const OF_PROGRAMS = ["exec", "automation"];
/** Tags of sessions whose prompts another agent wrote. */
const OF_AGENTS = ["subagent", "mission-worker", "software-factory-worker", "software-factory-subagent"];

/**
 * The batches of a session, with what its tags say of who wrote its prompts. Droid writes the settings that hold them, each
 * time as a whole, before the first message.
 */
export function withTags(log: Log, batches: Iterable<Batch> | AsyncIterable<Batch>): AsyncIterable<Batch> {
  const path = log.path.replace(/\.jsonl$/, ".settings.json");
  return withSideFile(batches, { path, read: () => tagsIn(path), apply: taggedBy });
}

function taggedBy(tags: ReadonlySet<string>, observations: readonly Observation[]): readonly Observation[] {
  if (OF_AGENTS.some((tag) => tags.has(tag)))
    return observations.filter((seen) => !isPersons(seen) && !isSessions(seen));
  if (!OF_PROGRAMS.some((tag) => tags.has(tag))) return observations;
  return observations.map((seen) => (isPersons(seen) ? { ...seen, automated: true } : seen));
}

function isSessions({ kind }: Observation): boolean {
  return kind === "session-started" || kind === "session-changed";
}

function isPersons({ kind }: Observation): boolean {
  return kind === "user-message" || kind === "user-action";
}

/** The names of a session's tags. Where its settings are half-written, the copy beside them counts. */
function tagsIn(path: string): ReadonlySet<string> {
  const tags = memberOf(objectIn(path) ?? objectIn(`${path}.bak`), "tags");
  const names = (Array.isArray(tags) ? (tags as readonly unknown[]) : []).map((tag) => memberOf(tag, "name"));
  return new Set(names.filter((name) => typeof name === "string"));
}

function objectIn(path: string): JsonObject | undefined {
  const text = sideText(path, MOST_BYTES);
  return text === undefined ? undefined : parseObject(text);
}
