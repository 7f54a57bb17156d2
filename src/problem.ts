/** The kinds of what is reported while the run goes on. */
export type ProblemKind =
  | "unreadable"
  | "malformed"
  | "too-long"
  | "root-missing"
  | "no-logs"
  | "symlink"
  | "manifest-corrupt"
  | "changes-corrupt"
  | "manifest-unwritten"
  | "old-reader"
  | "unknown-format";

/** Something that could not be done, where, and why; the rest is done. */
export interface Problem {
  readonly kind: ProblemKind;
  readonly path: string;
  /** The byte of the log where it begins. */
  readonly offset?: number;
  readonly cause?: string;
}
