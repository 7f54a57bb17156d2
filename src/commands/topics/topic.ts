/**
 * A text that `tt help TOPIC`, the man page and docs/reference/topics.md share. What stands in single quotes is typed or
 * printed as it stands.
 */
export type Topic = readonly Part[];

/** A paragraph, a heading, or things with what each means. */
export type Part = string | { readonly heading: string } | readonly Row[];

export type Row = readonly [thing: string, meaning: string];
