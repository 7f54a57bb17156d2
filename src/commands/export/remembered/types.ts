import {
  isMissing,
  LOG_LINE,
  nameOfTypes,
  TYPE_GROUPS,
  typesFrom,
  typesNoted,
  type EventType,
} from "../../../events/event-type.ts";
import type { Source } from "../../../logs/source.ts";
import type { ManifestHead } from "../../../manifest/head.ts";
import type { StoredManifest } from "../../../manifest/load.ts";
import type { ExportOptions } from "../options.ts";

/** What a manifest, or the note of the last export, says of types; in a note that says nothing of them, neither. */
export type TypesNoted = Pick<ManifestHead, "types" | "storeTypes">;

/**
 * The types of events that a run exports: those that are named; else into our own store those that suit it and all that
 * it goes on with, so that a store that has tokens goes on getting them. What that is, the manifests of its sources and the
 * note of the last export tell: a manifest that is lost or damaged forgets nothing.
 */
export function typesBy(
  { types, isTypesNamed, own }: Pick<ExportOptions, "types" | "isTypesNamed" | "own">,
  noted: TypesNoted,
  manifests: readonly StoredManifest[],
): ReadonlySet<EventType> {
  return isTypesNamed || own === undefined ? types : new Set([...types, ...goingOn(noted, manifests)]);
}

/** The types with which our own store goes on. Lines of text logs come where their sources are named, each time. */
export function goingOn(noted: TypesNoted, manifests: readonly StoredManifest[]): ReadonlySet<EventType> {
  const said = [noted, ...manifests.map(({ manifest }) => manifest)].map(storeTypesOf);
  return new Set(said.flatMap((types = "") => typesNoted(types)).filter((type) => type !== LOG_LINE));
}

/**
 * What is to be noted of the types that a run gave: what nobody named changes nothing for our own store where the events
 * went elsewhere.
 */
export function typesAfter(
  { own, isTypesNamed }: Pick<ExportOptions, "own" | "isTypesNamed">,
  given: ReadonlySet<EventType>,
  before: TypesNoted,
): TypesNoted {
  const types = nameOfTypes(given);
  const storeTypes = own !== undefined || isTypesNamed ? types : storeTypesOf(before);
  return { types, storeTypes: storeTypes === types ? undefined : storeTypes };
}

function storeTypesOf({ types, storeTypes }: TypesNoted): string | undefined {
  return storeTypes ?? types;
}

/** A source of a run, and its manifest, if it has any. */
interface Read {
  readonly source: Source;
  readonly stored: StoredManifest | undefined;
}

/** What was exported before is not exported again for the sake of more types, and what was left out comes to nobody. */
export function moreTypesNote(read: readonly Read[], types: ReadonlySet<EventType>): string {
  const withPast = read.filter(
    ({ source, stored }) =>
      stored !== undefined &&
      stored.state !== "newer" &&
      isMissing(typesFrom(source.facts, types), stored.manifest.types),
  );
  if (withPast.length === 0) return "";
  const agents = withPast.map(({ source }) => source.agent).join(", ");
  return (
    `tt: from now on these types of events are exported: ${nameOfTypes(types)}\n` +
    `hint: what was exported before (${agents}) has them only after an export with --full, which exports everything again\n`
  );
}

/** What our own store had without being asked again, and has no longer. `known` are all manifests, `ofRun` those of the run. */
export function fewerTypesNote(
  { isTypesNamed, window, dryRun }: Pick<ExportOptions, "isTypesNamed" | "window" | "dryRun">,
  types: ReadonlySet<EventType>,
  { noted, known, ofRun }: { noted: TypesNoted; known: readonly StoredManifest[]; ofRun: readonly StoredManifest[] },
): string {
  // Nothing else changes it, and a window and a dry run are remembered by nobody.
  if (!isTypesNamed || window !== undefined || dryRun) return "";
  const others = known.filter((stored) => !ofRun.includes(stored));
  const still = new Set([...types, ...TYPE_GROUPS.evidence, ...goingOn(NOT_NOTED, others)]);
  const ended = [...goingOn(noted, ofRun)].filter((type) => !still.has(type));
  if (ended.length === 0) return "";
  return (
    `tt: from now on 'tt update' brings these types of events no longer: ${ended.join(",")}\n` +
    "hint: 'tt update --types all' goes on with them; what is left out until then comes only with --full\n"
  );
}

const NOT_NOTED: TypesNoted = { types: undefined };
