/**
 * Why a record shows nothing, as the summary counts it:
 *
 * - `other-type`: its type never shows activity
 * - `incomplete`: it has no usable session id or time
 * - `copied`: it says that it is a copy
 * - `unfinished`: it is still being written, and is looked at again
 * - `unattributed`: nothing tells whether a person caused it
 * - `malformed`, `too-long`: it could not be read, which is also a problem
 */
export type SkipReason =
  | "other-type"
  | "incomplete"
  | "copied"
  | "unfinished"
  | "unattributed"
  | "malformed"
  | "too-long";
