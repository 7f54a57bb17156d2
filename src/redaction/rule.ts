/** Where something begins and ends in a text, in UTF-16 units. */
export type Range = readonly [start: number, end: number];

/** What must not leave the machine, and how it is found. */
export interface Rule {
  /** It stands in the place of what was found: `[redacted:NAME]`. */
  readonly name: string;
  readonly find: (text: string) => readonly Range[];
}

/** Rules that are kept together, and which version of them was used. */
export interface RuleSet {
  readonly from: string;
  readonly version: string;
  /** Whether a person wrote them, who can mend them. */
  readonly isOwn: boolean;
  readonly rules: readonly Rule[];
}

/** A rule that finds whatever matches; of a match with a group `secret` that group alone. The pattern needs the flags `dg`. */
export function matching(name: string, pattern: RegExp): Rule {
  return {
    name,
    find: (text) =>
      Array.from(text.matchAll(pattern), ({ indices }) => {
        const [start, end] = indices?.groups?.["secret"] ?? indices?.[0] ?? [0, text.length];
        return [start, end] as const;
      }),
  };
}

/** A pattern that matches this text and no other. */
export function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
}
