import { join } from "node:path";
import type { LastExport } from "../export/summary/last-export.ts";
import type { SourceStatus } from "../export/source-status.ts";
import { amount } from "../lib/text/amount.ts";
import { zoneHint } from "../logs/finding/zone-hint.ts";
import { setAside } from "../manifest/state-file.ts";
import type { Problem } from "../problem.ts";
import type { Finding } from "./finding.ts";
import { changesFindings } from "./manifest-changes.ts";

export interface ManifestsRequest {
  readonly statuses: readonly SourceStatus[];
  readonly lastExport: LastExport | undefined;
  readonly dataDir: string;
  readonly now: Date;
}

/** Each source's manifest, and whether it and the logs that are there know each other. */
export function manifestFindings(request: ManifestsRequest): readonly Finding[] {
  return request.statuses.flatMap((status) => [
    ...manifestOf(status, request),
    ...changesFindings(status, request),
    ...logsOf(status, request),
    ...logsWithoutZone(status),
    ...unreadableLogs(status),
  ]);
}

/** What is so of a manifest that cannot be used. */
export const UNUSABLE = {
  corrupt: "cannot be understood: the next export keeps it beside and reads every log from its start",
  newer: "was written by a newer version: nothing is exported from this source until tt is updated",
  unreadable: "cannot be read: no export is possible until it can",
} as const;

const HINTS = {
  newer: "update tt",
  unreadable: "make it a file of yours that you can read, or remove it to export everything of this source again",
} as const;

function manifestOf(
  { source, manifest, entries, gone, logs }: SourceStatus,
  request: ManifestsRequest,
): readonly Finding[] {
  const { agent } = source;
  const path = join(request.dataDir, source.manifest);
  switch (manifest) {
    case "missing":
      if (logs === 0) return [];
      return [
        {
          kind: "manifest-missing",
          state: "note",
          path,
          message: `${agent} has no manifest yet: the next export reads every log from its start`,
        },
      ];
    case "old":
      return [
        {
          kind: "manifest-old",
          state: "note",
          path,
          message: `the manifest of ${agent} is of an older form: the next export reads every log from its start`,
        },
      ];
    case "corrupt":
      return [
        {
          kind: "manifest-corrupt",
          state: "wrong",
          path,
          message: `the manifest of ${agent} ${UNUSABLE.corrupt}`,
          hint: "no event is lost by that, and what comes again has the same IDs",
          fix: { done: `set \`${path}\` aside as it is`, run: () => setAside(path, request.now) },
        },
      ];
    case "newer":
    case "unreadable":
      return [
        {
          kind: `manifest-${manifest}`,
          state: "wrong",
          path,
          message: `the manifest of ${agent} ${UNUSABLE[manifest]}`,
          hint: HINTS[manifest],
        },
      ];
    case "read":
      if (entries === 0 || gone < entries)
        return [
          { kind: "manifest", state: "ok", path, message: `the manifest of ${agent} knows ${amount(entries, "log")}` },
        ];
      return [
        {
          kind: "manifest-without-logs",
          state: "note",
          path,
          message: `the manifest of ${agent} knows ${amount(entries, "log")}, and none of them is there`,
          hint: "is their directory not mounted, or the agent gone? what was exported of them stays, and nothing need be done",
        },
      ];
  }
}

/** How long an export may take: what changed later than that before its end, it may not have seen. */
const EXPORT_MS = 3_600_000;

/** The logs that the manifest does not know: those that the last export should have read, and those that are new. */
function logsOf(
  { source, manifest, logs, unknown, pending }: SourceStatus,
  { lastExport }: ManifestsRequest,
): readonly Finding[] {
  if (logs === 0) return [];
  const { agent } = source;
  const findings: Finding[] = [];
  const wasRead = lastExport !== undefined && lastExport.summary.sources[agent] !== undefined && manifest === "read";
  const before = wasRead ? Date.parse(lastExport.ended) - EXPORT_MS : -Infinity;
  const passedOver = unknown.filter(({ stat }) => Math.max(stat.mtimeMs, stat.ctimeMs) < before);
  const [first] = passedOver;
  if (first !== undefined)
    findings.push({
      kind: "logs-unknown",
      state: "wrong",
      path: first.path,
      message:
        `${amount(passedOver.length, "log")} of ${agent} should have been read by the last export, ` +
        `and its manifest does not know them: \`${first.path}\`${passedOver.length > 1 ? ", ..." : ""}`,
      hint: "were they unreadable then, or does the export that is scheduled look into other directories? 'tt status' shows where logs are",
    });
  const waiting = pending.filter(({ path }) => !passedOver.some((log) => log.path === path));
  if (waiting.length > 0)
    findings.push({
      kind: "logs-not-exported",
      state: "note",
      message: `${amount(waiting.length, "log")} of ${agent} hold${waiting.length === 1 ? "s" : ""} what was not exported yet: the next export reads it`,
    });
  if (findings.length > 0) return findings;
  return [{ kind: "logs", state: "ok", message: `${amount(logs, "log")} of ${agent}, all exported` }];
}

function logsWithoutZone({ source, roots, withoutZone }: SourceStatus): readonly Finding[] {
  if (withoutZone === 0) return [];
  const found = roots.filter((root) => root.found);
  const message = `${source.agent}: ${zoneHint(source, found, withoutZone)}`;
  return [{ kind: "logs-without-zone", state: "note", message }];
}

function unreadableLogs({ source, problems }: SourceStatus): readonly Finding[] {
  return problems.map((problem) => ({
    kind: "logs-unreadable",
    state: "wrong",
    path: problem.path,
    message: unreadable(source.agent, problem),
    hint: "what was exported stays, and the rest comes when it can be read",
  }));
}

function unreadable(agent: string, { kind, path, cause = "" }: Problem): string {
  if (kind === "root-missing") return `there is no directory \`${path}\`, in which ${agent} was said to keep its logs`;
  if (kind === "no-logs") return `no logs of ${agent} are in \`${path}\`, which was named for it (${cause})`;
  if (kind === "symlink")
    return `a symbolic link in the place of a log of ${agent} is not read: \`${path}\` (${cause})`;
  return `\`${path}\` cannot be read (${cause}): what ${agent} keeps there is not exported`;
}
