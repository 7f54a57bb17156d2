import { noPositionIn, openTo, type Directory } from "../../../doctor/data-directory.ts";
import { CHANGES_UNUSABLE } from "../../../doctor/manifest-changes.ts";
import { UNUSABLE } from "../../../doctor/manifests.ts";
import type { SourceStatus } from "../../../export/source-status.ts";
import { amount } from "../../../lib/text/amount.ts";
import type { StoreStatus } from "../store-status.ts";
import { aheadWarnings, countWarnings, driftWarnings, exportWarnings, syncWarnings, type Runs } from "./runs.ts";
import type { StatusWarning } from "./warning.ts";

interface Findings extends Runs {
  readonly store: StoreStatus;
  readonly dataDir: string;
  readonly directory: Directory;
}

/** The warnings that matter, the most urgent first. */
export function warningsOf(findings: Findings): readonly StatusWarning[] {
  const { statuses, store, now } = findings;
  return [
    ...statuses.flatMap((status) => expiryWarnings(status, now)),
    ...exportWarnings(findings),
    ...aheadWarnings(findings),
    ...driftWarnings(findings),
    ...countWarnings(findings),
    ...statuses.flatMap(sourceWarnings),
    ...syncWarnings(findings),
    ...directoryWarnings(findings),
    ...storeWarnings(store),
  ];
}

const DAY_MS = 86_400_000;
const SOON_DAYS = 7;

/** What an agent will delete before it was exported is lost. */
export function expiryWarnings({ source, pending }: SourceStatus, now: Date): readonly StatusWarning<"log-expires">[] {
  const soon = pending
    .flatMap(({ path, bytes, expires }) => (expires === undefined ? [] : [{ path, bytes, expires }]))
    .filter(({ expires }) => expires - now.getTime() < SOON_DAYS * DAY_MS)
    .sort((a, b) => a.expires - b.expires);
  const [first] = soon;
  if (first === undefined) return [];
  const bytes = soon.reduce((sum, log) => sum + log.bytes, 0);
  const days = Math.max(0, Math.floor((first.expires - now.getTime()) / DAY_MS));
  const when = days === 0 ? "the next time it starts" : `in ${amount(days, "day")}`;
  const message =
    `${source.agent} will delete ${amount(soon.length, "log")} with ${amount(bytes, "byte")} that were not exported, ` +
    `the first ${when}: \`${first.path}\``;
  return [{ kind: "log-expires", message }];
}

function sourceWarnings({ source, manifest, changes, problems }: SourceStatus): readonly StatusWarning[] {
  const warnings: StatusWarning[] = [];
  if (manifest === "corrupt" || manifest === "newer" || manifest === "unreadable")
    warnings.push({ kind: `manifest-${manifest}`, message: `the manifest of ${source.agent} ${UNUSABLE[manifest]}` });
  if (changes.state === "corrupt")
    warnings.push({
      kind: "changes-corrupt",
      message: `what has changed in the manifest of ${source.agent} ${CHANGES_UNUSABLE}`,
    });
  for (const { kind, path, cause = "" } of problems)
    if (kind === "root-missing") warnings.push({ kind, message: `there is no directory \`${path}\`` });
    else if (kind === "no-logs")
      warnings.push({ kind, message: `no logs of ${source.agent} are in \`${path}\` (${cause})` });
    else if (kind === "symlink")
      warnings.push({ kind, message: `a symbolic link in the place of a log is not read: \`${path}\` (${cause})` });
    else warnings.push({ kind: "unreadable", message: `cannot read \`${path}\` (${cause})` });
  return warnings;
}

function directoryWarnings({ dataDir, directory: { state, isOpen, fault } }: Findings): readonly StatusWarning[] {
  const warnings: StatusWarning[] = [];
  if (state === "unwritable" || state === "unusable")
    warnings.push({
      kind: "data-dir-unwritable",
      message: noPositionIn(dataDir),
    });
  if (fault !== undefined)
    warnings.push({
      kind: "data-dir-unsafe",
      message: `nothing is exported or imported: the data directory \`${dataDir}\` ${fault.what}; ${fault.remedy}`,
    });
  else if (isOpen) warnings.push({ kind: "data-dir-open", message: `${openTo(dataDir)}: 'chmod 700' closes it` });
  return warnings;
}

function storeWarnings(store: StoreStatus): readonly StatusWarning[] {
  if (store.state === "unusable") return [{ kind: "store-unusable", message: store.failure }];
  if (store.state !== "missing" || !store.isNamed) return [];
  return [
    { kind: "store-missing", message: `nothing is stored yet in \`${store.location}\`, the store that was named` },
  ];
}
