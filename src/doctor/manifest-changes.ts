import type { SourceStatus } from "../export/source-status.ts";
import { amount } from "../lib/text/amount.ts";
import { loadManifest } from "../manifest/load.ts";
import { foldManifest } from "../manifest/save.ts";
import { setAside } from "../manifest/state-file.ts";
import type { Finding } from "./finding.ts";

/** What is so of changes that cannot be used. */
export const CHANGES_UNUSABLE = "cannot be understood: the next export keeps it beside and reads those logs again";

/** The file of changes that lies beside a large manifest. */
export function changesFindings(
  { source: { agent, manifest: name }, changes: { path, state, logs = 0 } }: SourceStatus,
  { dataDir, now }: { readonly dataDir: string; readonly now: Date },
): readonly Finding[] {
  if (state === "corrupt")
    return [
      {
        kind: "changes-corrupt",
        state: "wrong",
        path,
        message: `what has changed in the manifest of ${agent} ${CHANGES_UNUSABLE}`,
        hint: "no event is lost by that, and what comes again has the same IDs",
        fix: { done: `set \`${path}\` aside as it is`, run: () => setAside(path, now) },
      },
    ];
  if (state !== "read" || logs === 0) return [];
  return [
    {
      kind: "manifest-changes",
      state: "note",
      path,
      message: `where ${amount(logs, "log")} of ${agent} ${logs === 1 ? "was" : "were"} left stands in \`${path}\``,
      hint: "nothing need be done: --fix puts it into the manifest, as an export does when it has grown",
      fix: { done: `put \`${path}\` into the manifest`, run: () => fold(dataDir, name, now) },
    },
  ];
}

function fold(dataDir: string, name: string, now: Date): void {
  const stored = loadManifest(dataDir, name);
  if (stored.state === "read") foldManifest(stored, stored.manifest, { now });
}
