/** The note in the data directory that every export leaves of how it ended. */
export const LAST_EXPORT = "last-export.json";
/** What is larger is no note of ours: they have some kilobytes, with at most twenty warnings of a kind. */
export const LAST_EXPORT_BYTES = 1 << 20;

/** The destination of `tt export -- tt import` and `tt update`. */
export const OWN_STORE = "tt import";
