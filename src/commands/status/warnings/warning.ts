import type { Anomaly } from "../../../export/counts/anomalies.ts";

/** Of how exports went. */
export type ExportWarning =
  | "no-export"
  | "export-overdue"
  | "export-failed"
  | "export-warned"
  | "unknown-format"
  | "no-events";

/** Something a person should see to. */
export interface StatusWarning<Kind extends WarningKind = WarningKind> {
  readonly kind: Kind;
  readonly message: string;
}

export type WarningKind =
  | ExportWarning
  | "unknown-values"
  | Anomaly["kind"]
  | "sync-failed"
  | "sync-overdue"
  | "time-ahead"
  | "log-expires"
  | "manifest-corrupt"
  | "changes-corrupt"
  | "manifest-newer"
  | "manifest-unreadable"
  | "data-dir-unwritable"
  | "data-dir-open"
  | "data-dir-unsafe"
  | "root-missing"
  | "no-logs"
  | "symlink"
  | "unreadable"
  | "store-missing"
  | "store-unusable";
