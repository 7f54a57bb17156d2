import { join } from "node:path";
import { NO_EVENTS } from "../../delivery.ts";
import { typesFrom, type EventType } from "../../events/event-type.ts";
import { findInZone } from "../../export/find-in-zone.ts";
import { noteBefore } from "../../export/summary/note-before.ts";
import { usage, type Failure } from "../../failure.ts";
import { letNurseryGrow } from "../../lib/process/nursery.ts";
import { printable } from "../../lib/text/printable.ts";
import { deliveryBefore } from "../../manifest/delivery-before.ts";
import { Ledger } from "../../manifest/ledger.ts";
import { loadManifest } from "../../manifest/load.ts";
import { zoneWords } from "../../logs/finding/find.ts";
import { sources as allSources } from "../../agents/index.ts";
import type { Source } from "../../logs/source.ts";
import { environment } from "../process/environment.ts";
import { excludedBy, manifestsOf } from "./remembered/excluded.ts";
import { fieldsBy, fieldsNote } from "./remembered/fields.ts";
import { destinationOf } from "./remembered/note.ts";
import { sourcesBehind, type Found } from "./ends.ts";
import type { ExportOptions } from "./options.ts";
import { windowNote, type KeptTo } from "./remembered/remembered.ts";
import { fewerTypesNote, moreTypesNote, typesAfter, typesBy } from "./remembered/types.ts";

/** A source that is read in this run, and its manifest; without one in a window, which leaves positions alone. */
export interface Prepared extends Found {
  readonly ledger: Ledger | undefined;
  /** By which delivery the consumer has what lies before the positions; `undefined` where nothing is known of it. */
  readonly before: string | undefined;
}

/** Everything that a run needs to know before the first event is printed. */
export interface Preparation {
  readonly prepared: readonly Prepared[];
  /** The types of events that are exported. */
  readonly types: ReadonlySet<EventType>;
  readonly kept: KeptTo;
}

/** Finds the logs and reads all manifests, before the first event is printed. */
export async function prepare(options: ExportOptions): Promise<Preparation> {
  const { machineId, quiet } = options;
  // Of a hundred thousand logs each is kept in mind until it is known whether it has changed.
  letNurseryGrow(false);
  const found = findAll(options);
  const loaded = found.flatMap(({ stored }) => stored ?? []);
  const noted = noteBefore(options.dataDir);
  const known = manifestsOf(options.dataDir, loaded);
  const exclude = excludedBy(options, noted, known);
  const fields = fieldsBy(options, noted, known);
  // A window reads no positions, and adds to what the store got before as any other export does.
  const ofFound = new Set(found.map(({ source }) => join(options.dataDir, source.manifest)));
  const ofRun = known.filter(({ path }) => ofFound.has(path));
  const types = typesBy(options, noted, ofRun);
  const behind = await sourcesBehind(options, found);
  const prepared = found.map(({ source, discovery, stored, zone }): Prepared => {
    if (stored === undefined) return { source, discovery, stored, zone, ledger: undefined, before: undefined };
    const forget = options.full || behind.has(source);
    const noting = typesAfter(options, typesFrom(source.facts, types), stored.manifest);
    const ledger = new Ledger(stored.manifest, { machineId, ...noting, zone, exclude, fields, forget });
    return { source, discovery, stored, zone, ledger, before: forget ? NO_EVENTS : deliveryBefore(stored) };
  });
  const goesOn = ({ source }: Prepared) => !options.full && !behind.has(source);
  if (!quiet)
    process.stderr.write(
      moreTypesNote(prepared.filter(goesOn), types) +
        fewerTypesNote(options, types, { noted, known, ofRun }) +
        destinationNote(options, prepared) +
        excludedNote(options, found, exclude) +
        fieldsNote(options, loaded, fields) +
        windowNote(options),
    );
  return { prepared, types, kept: { exclude, fields, noted } };
}

/** Another destination would miss what the first one had; our own store is asked what it has, and told of by itself. */
function destinationNote(options: ExportOptions, prepared: readonly Prepared[]): string {
  const { own, window, full, dataDir, ack } = options;
  // Who acknowledges hears from the mark which delivery it was to have before.
  if (own !== undefined || window !== undefined || full || ack !== undefined) return "";
  const before = noteBefore(dataDir).destination;
  const now = destinationOf(options);
  const isAny = prepared.some(({ stored }) => stored !== undefined && stored.manifest.entries.size > 0);
  if (!isAny || before === undefined || before === now) return "";
  return (
    `tt: what was exported from \`${printable(dataDir)}\` went to '${printable(before)}' until now: ` +
    `'${printable(now)}' gets only what is new since\n` +
    "hint: give each destination a data directory of its own (--data-dir), or send this one everything with --full\n"
  );
}

/** What was exported before is not called back, and what was passed over is not brought back. */
function excludedNote(
  { include, full, dryRun }: ExportOptions,
  found: readonly Found[],
  exclude: readonly string[],
): string {
  // Nothing is remembered of it.
  if (dryRun) return "";
  const past = found.flatMap(({ stored }) =>
    stored === undefined || stored.manifest.entries.size === 0 ? [] : stored,
  );
  const added = exclude.filter((directory) =>
    past.some(({ manifest }) => !(manifest.exclude ?? []).includes(directory)),
  );
  const lines: string[] = [];
  if (added.length > 0)
    lines.push(
      `tt: from now on no session in ${added.map((path) => `\`${printable(path)}\``).join(", ")} is exported\n` +
        "hint: what was exported before stays where it is; 'tt projects set DIR --ignore' leaves it out of reports\n",
    );
  if (include.length > 0 && !full)
    lines.push(
      `tt: sessions in ${include.map((path) => `\`${printable(path)}\``).join(", ")} are exported again from now on\n` +
        "hint: what was passed over until now comes with --full, which exports everything again\n",
    );
  return lines.join("");
}

function findAll({ sources, dataDir, window, full, machineId }: ExportOptions): readonly Found[] {
  const found: Found[] = [];
  const env = environment();
  for (const { source, asked, roots } of sources) {
    const discovery = findInZone({ source, roots, env, sources: allSources }, dataDir);
    if (!asked && !discovery.found && discovery.problems.length === 0) continue;
    const stored = window === undefined ? loadManifest(dataDir, source.manifest) : undefined;
    if (stored?.state === "newer")
      process.stderr.write(
        `tt: the manifest \`${printable(stored.path)}\` was written by a newer version: ${source.agent} was not exported\n\n` +
          "hint: update tt\n",
      );
    if (stored?.state === "read" && stored.manifest.machineId !== machineId && !full)
      throw machineIdFailure(stored.manifest.machineId, machineId);
    const given = roots.find(({ zone }) => zone !== undefined)?.zone;
    const before = stored?.manifest.zone;
    if (given !== undefined && before !== undefined && given !== before && !full)
      throw zoneFailure(source, before, given);
    found.push({ source, discovery, stored, zone: given ?? before });
  }
  return found;
}

function zoneFailure(source: Source, before: string, now: string): Failure {
  return usage(
    `the last export read the logs of ${source.agent} in the time zone ${before}, this one would in ${now}: ` +
      "every event would get another time and a new ID",
    `leave ${zoneWords(source, now).join(" ")} away, or change it with --full, which exports everything again`,
  );
}

function machineIdFailure(before: string | undefined, now: string | undefined): Failure {
  const said = (id: string | undefined) => (id === undefined ? "no machine ID" : `the machine ID '${id}'`);
  return usage(
    `the last export was made with ${said(before)}, this one has ${said(now)}: every event would get a new ID`,
    before === undefined
      ? "leave --machine-id and TT_MACHINE_ID away, or change it with --full, which exports everything again"
      : `use --machine-id ${before}, or change it with --full, which exports everything again`,
  );
}
