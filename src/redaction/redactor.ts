import { bounded, TookTooLong } from "../lib/process/bounded.ts";
import type { Range, Rule, RuleSet } from "./rule.ts";

/** A person's rule took too long. */
export class SlowRule extends Error {
  readonly rule: string;

  constructor(rule: string) {
    super(`the rule ${rule} takes too long`);
    this.rule = rule;
  }
}

/** Which rules replaced something, how often, and which versions of which rules were used. */
export interface Redactions {
  readonly rules: readonly { readonly name: string; readonly times: number }[];
  readonly versions: readonly { readonly from: string; readonly version: string }[];
}

/** How long one set of rules may look at one text, in milliseconds. */
const MOST_MS = 2000;
/** Stands for a text that could not be looked through. */
const UNCHECKED = "unchecked";
/** Texts up to this length are looked through once, however often they come: most are paths. */
const SHORT = 500;

interface Found {
  readonly name: string;
  readonly range: Range;
}

/** Replaces in texts what rules find, and counts what it replaced. A person's rules come first. */
export class Redactor {
  readonly #sets: readonly RuleSet[];
  readonly #mostMs: number;
  readonly #known = new Map<string, readonly Found[]>();
  readonly #times = new Map<string, number>();

  constructor(sets: readonly RuleSet[], mostMs = MOST_MS) {
    this.#sets = sets;
    this.#mostMs = mostMs;
  }

  /** The text with `[redacted:NAME]` for all that was found. Throws `SlowRule` where a person's rule does not come to an end. */
  readonly text = (text: string): string => {
    let result = "";
    let end = 0;
    for (const { name, range } of this.#foundIn(text)) {
      result += `${text.slice(end, range[0])}[redacted:${name}]`;
      [, end] = range;
      this.#times.set(name, (this.#times.get(name) ?? 0) + 1);
    }
    return result + text.slice(end);
  };

  /** The same value, with each text in it redacted, except the members that are named. */
  readonly all = <Value>(value: Value, except: ReadonlySet<string>): Value => {
    if (typeof value === "string") return this.text(value) as Value;
    if (Array.isArray(value)) return (value as readonly unknown[]).map((item) => this.all(item, except)) as Value;
    if (typeof value !== "object" || value === null) return value;
    const members = Object.entries(value).map(([name, member]) => [
      name,
      except.has(name) ? (member as unknown) : this.all(member as unknown, except),
    ]);
    return Object.fromEntries(members) as Value;
  };

  /** What was replaced so far. */
  get redactions(): Redactions {
    return {
      rules: [...this.#times].map(([name, times]) => ({ name, times })).sort((a, b) => (a.name < b.name ? -1 : 1)),
      versions: this.#sets.map(({ from, version }) => ({ from, version })),
    };
  }

  #foundIn(text: string): readonly Found[] {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const found = united(this.#sets.flatMap((set) => this.#foundBy(set, text)));
    if (text.length <= SHORT) this.#known.set(text, found);
    return found;
  }

  #foundBy({ rules, isOwn }: RuleSet, text: string): readonly Found[] {
    let current: Rule | undefined;
    try {
      return bounded(this.#mostMs, () =>
        rules.flatMap((rule) => {
          current = rule;
          return rule.find(text).map((range) => ({ name: rule.name, range }));
        }),
      );
    } catch (error) {
      if (!(error instanceof TookTooLong)) throw error;
      if (isOwn) throw new SlowRule(current?.name ?? "");
      return [{ name: UNCHECKED, range: [0, text.length] }];
    }
  }
}

/** In their order; what overlaps becomes one, with the name of the first, so that no end of a secret stays. */
function united(found: readonly Found[]): readonly Found[] {
  const result: Found[] = [];
  for (const { name, range } of [...found].sort((a, b) => a.range[0] - b.range[0])) {
    const last = result.at(-1);
    if (range[1] <= range[0]) continue;
    if (last === undefined || range[0] >= last.range[1]) result.push({ name, range });
    else result[result.length - 1] = { ...last, range: [last.range[0], Math.max(last.range[1], range[1])] };
  }
  return result;
}
