/** By what the sessions can be told apart. */
export const GROUPINGS = ["repository", "date", "session"] as const;
export type Grouping = (typeof GROUPINGS)[number];
