/** Whether something is as it should be. `note`: nothing is wrong, but it should be known. */
export type FindingState = "ok" | "note" | "wrong";

/** What was found of one thing that was looked at. */
export interface Finding {
  readonly kind: FindingKind;
  readonly state: FindingState;
  /** In plain words: what is so. */
  readonly message: string;
  /** The file or directory, where it is about one. */
  readonly path?: string;
  /** What to do, or why nothing need be done. */
  readonly hint?: string;
  /** What `--fix` does about it. */
  readonly fix?: Fix;
}

export interface Fix {
  /** What it does, as of something that is done. */
  readonly done: string;
  /** Throws an error of the system when it cannot be done. */
  run(): void;
}

/** For programs: a kind never changes its meaning. */
export type FindingKind =
  | "data-dir"
  | "data-dir-missing"
  | "data-dir-unusable"
  | "data-dir-unwritable"
  | "data-dir-foreign"
  | "data-dir-writable-by-others"
  | "data-dir-open"
  | "state-files"
  | "file-open"
  | "file-foreign"
  | "leftovers"
  | "manifest"
  | "manifest-missing"
  | "manifest-old"
  | "manifest-corrupt"
  | "manifest-newer"
  | "manifest-unreadable"
  | "manifest-without-logs"
  | "manifest-changes"
  | "changes-corrupt"
  | "logs"
  | "logs-unknown"
  | "logs-not-exported"
  | "logs-unreadable"
  | "logs-without-zone"
  | "last-export"
  | "last-export-missing"
  | "last-export-corrupt"
  | "no-export"
  | "export-overdue"
  | "export-failed"
  | "export-warned"
  | "unknown-format"
  | "no-events"
  | "unknown-values"
  | "log-expires"
  | "store"
  | "store-missing"
  | "store-partly-seen"
  | "store-unusable"
  | "store-damaged"
  | "store-schema"
  | "store-event-damaged"
  | "store-events-missing"
  | "import-unended"
  | "clock"
  | "clock-behind"
  | "clock-ahead"
  | "space"
  | "space-low"
  | "space-unknown";
