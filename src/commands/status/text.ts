import type { LastExport } from "../../export/summary/last-export.ts";
import type { SourceStatus } from "../../export/source-status.ts";
import { zoneHint } from "../../logs/finding/zone-hint.ts";
import { amount, grouped } from "../../lib/text/amount.ts";
import { printable } from "../../lib/text/printable.ts";
import type { Correctable } from "../../store/import/correctable.ts";
import { unseenText } from "../../store/engine/unseen.ts";
import { age } from "./age.ts";
import { countLines } from "./counts.ts";
import { copiedJson, copiedLines, syncLines } from "./machines.ts";
import type { Status } from "./run.ts";
import type { StoreStatus } from "./store-status.ts";

const INDENT = 2;

/** The status for a person: a paragraph for every source, the last export, the store, then the warnings. */
export function statusText(status: Status, now: Date): string {
  const { statuses, asked, lastExport, syncs, store, warnings, hints } = status;
  const isTold = ({ source, roots }: SourceStatus) => asked.has(source) || roots.some(({ found }) => found);
  const paragraphs: (readonly [string, readonly string[]])[] = [
    ...statuses.filter(isTold).map((one) => [one.source.agent, sourceLines(one, status, now)] as const),
    ...missingLines(statuses.filter((one) => !isTold(one))),
    ["last export", exportLines(lastExport, now)],
    ...syncLines(syncs, now),
    ["store", storeLines(store, syncs, now)],
  ];
  const width = Math.max(...paragraphs.map(([name]) => name.length)) + INDENT;
  const body = paragraphs.map(
    ([name, lines]) => `${name.padEnd(width)}${lines.map(printable).join(`\n${" ".repeat(width)}`)}\n`,
  );
  const told = [
    ...warnings.map(({ message }) => `warning: ${printable(message)}\n`),
    ...hints.map(({ message }) => `hint: ${printable(message)}\n`),
  ];
  return body.join("") + (told.length === 0 ? "" : `\n${told.join("")}`);
}

/** Of agents that nobody asked for and that are not there, one line. */
function missingLines(missing: readonly SourceStatus[]): readonly (readonly [string, readonly string[]])[] {
  if (missing.length === 0) return [];
  const names = missing.map(({ source }) => source.agent).join(", ");
  return [["not found", [`${names} ('tt sources' tells where they are looked for)`]]];
}

/** So many symbolic links are told by their paths. */
const MOST_LINKS = 5;

function linkLines(links: readonly string[]): readonly string[] {
  if (links.length === 0) return [];
  const more = links.length > MOST_LINKS ? [`and ${links.length - MOST_LINKS} more`] : [];
  return [`not read, as they are symbolic links: ${[...links.slice(0, MOST_LINKS), ...more].join(", ")}`];
}

function sourceLines(status: SourceStatus, { store, counts, lastExport }: Status, now: Date): string[] {
  const { source, roots, logs, tracked, pending, withoutZone, links } = status;
  const found = roots.filter((root) => root.found).map(({ path }) => path);
  if (found.length === 0) return [`not found: ${roots.map(({ path }) => path).join(", ")}`];
  const bytes = pending.reduce((sum, log) => sum + log.bytes, 0);
  const rest =
    bytes === 0 ? "all exported" : `${amount(bytes, "byte")} in ${amount(pending.length, "log")} not exported`;
  const newest = store.state === "read" ? store.overview.agents[source.agent]?.last : undefined;
  return [
    `${amount(logs, "log")}, ${tracked} tracked, ${rest}`,
    ...found,
    ...(withoutZone === 0
      ? []
      : [
          zoneHint(
            source,
            roots.filter((root) => root.found),
            withoutZone,
          ),
        ]),
    ...linkLines(links),
    ...(newest === undefined ? [] : [`newest event in the store: ${newest} (${age(newest, now)})`]),
    ...countLines(counts[source.agent], lastExport?.ended),
  ];
}

const FIELDS_TEXT = {
  all: "events tell everything that they can",
  minimal: "events tell no files, and no home folder by its name (--fields minimal)",
  "minimal-no-branch":
    "events tell no files, no branches, and no home folder by its name (--fields minimal --no-branch)",
} as const;

function exportLines(last: LastExport | undefined, now: Date): readonly string[] {
  if (last === undefined) return ["none yet"];
  const events = Object.values(last.summary.sources).flatMap((source) => Object.values(source.events));
  const total = events.reduce((sum, number) => sum + number, 0);
  return [
    `${last.ended} (${age(last.ended, now)}), exit code ${last.exit_code}, ${amount(total, "event")}`,
    ...(last.exclude === undefined ? [] : [`sessions that are never exported: those in ${last.exclude.join(", ")}`]),
    ...(last.fields === undefined ? [] : [FIELDS_TEXT[last.fields]]),
    ...last.summary.warnings.map(({ kind, path, cause, more }) =>
      more === undefined ? [kind, path, cause].filter((part) => part !== undefined).join(" ") : `${more} more: ${kind}`,
    ),
  ];
}

function storeLines(store: StoreStatus, syncs: Status["syncs"], now: Date): readonly string[] {
  if (store.state === "missing")
    return [store.location, "nothing there yet: 'tt export -- tt import' fills it", ...lackLines(store.lacks)];
  if (store.state === "unusable") return [store.location, "cannot be read"];
  const { events, first, last, agents, machines, lastImport, unseen } = store.overview;
  const hasOthers = syncs.size > 0 || Object.keys(machines).length > 1;
  return [
    store.location,
    `${amount(events, "event")}${first === undefined ? "" : `, ${first} to ${last}`}`,
    ...Object.entries(agents).map(([agent, { types }]) => {
      const counts = Object.entries(types).map(([type, count]) => `${type} ${grouped(count)}`);
      return `${agent}: ${counts.join(", ")}`;
    }),
    ...(lastImport === undefined
      ? []
      : [
          `last import ${lastImport.started} (${age(lastImport.started, now)}): ${amount(lastImport.read, "line")}, ` +
            `${grouped(lastImport.inserted)} inserted${lastImport.ended === null ? ", not ended" : ""}`,
        ]),
    ...(unseen === undefined ? [] : [unseenText(unseen)]),
    ...lackLines(store.lacks),
    ...(store.correctable === undefined ? [] : correctionLines(store.correctable, store.mayReplace, hasOthers)),
    ...copiedLines(store.copied),
  ];
}

/** Of all types: what a session holds beside those that come would keep it at the older rules. */
const CORRECTS_OTHERS = "ssh HOST tt export --full --end-mark --machine-id NAME --types all | tt import --replace";

/** No export here reaches what other machines gave. */
function correctionLines(
  { older, unknown, beyond }: Correctable,
  mayReplace: boolean,
  hasOthers: boolean,
): readonly string[] {
  const sessions = [
    ...(older === 0 ? [] : [`${amount(older, "session")} read by older rules`]),
    ...(unknown === 0 ? [] : [`${amount(unknown, "session")} read by rules that are not known`]),
  ];
  return [
    ...(sessions.length === 0
      ? []
      : [
          `${sessions.join(", ")}: 'tt export --full -- tt import --replace' corrects those whose logs are still there`,
          ...(mayReplace ? [] : ["the owner of the store's tables may do that, and this role may not"]),
          ...(hasOthers ? [`those of another machine: '${CORRECTS_OTHERS}' does`] : []),
        ]),
    ...(beyond === 0
      ? []
      : [
          `${amount(beyond, "session")} read by older rules can no longer be corrected: the logs are gone, or give no events any more`,
        ]),
  ];
}

/** What was exported and may not be in the store, and what can be known of it. */
function lackLines(lacks: readonly string[]): readonly string[] {
  if (lacks.length === 0) return [];
  return [
    `not known to have everything that was exported of ${lacks.join(", ")}: it went elsewhere, or this store is new, ` +
      "another one or an older copy; the next 'tt export -- tt import' brings all of it that the logs still hold",
    "whether another destination has everything cannot be known here: 'tt export --full' sends all of it again",
  ];
}

/** The status for programs. */
export function statusJson(status: Status): object {
  const { dataDir, statuses, lastExport, counts, syncs, store, warnings, hints } = status;
  const overview = store.state === "read" ? store.overview : undefined;
  const { unknown, ...note } = lastExport ?? {};
  return {
    data_dir: dataDir,
    sources: Object.fromEntries(
      statuses.map(({ source, roots, logs, tracked, pending, withoutZone, links, manifest }) => [
        source.agent,
        {
          roots,
          logs,
          tracked,
          manifest,
          pending_logs: pending.length,
          pending_bytes: pending.reduce((sum, { bytes }) => sum + bytes, 0),
          without_zone: withoutZone === 0 ? undefined : withoutZone,
          symlinks: links,
          newest_event: overview?.agents[source.agent]?.last,
        },
      ]),
    ),
    last_export: lastExport === undefined ? undefined : note,
    syncs: Object.fromEntries(syncs),
    unknown: unknown ?? {},
    counts,
    store: {
      location: store.location,
      state: store.state,
      failure: store.state === "unusable" ? store.failure : undefined,
      events: overview?.events,
      first: overview?.first,
      last: overview?.last,
      agents: overview?.agents,
      machines: overview?.machines,
      last_import: overview?.lastImport,
      unseen: overview?.unseen,
      correctable: store.state === "read" ? store.correctable : undefined,
      lacks: store.state === "unusable" ? undefined : store.lacks,
      copied_sessions: store.state === "read" ? store.copied.map(copiedJson) : undefined,
    },
    warnings,
    hints,
  };
}
