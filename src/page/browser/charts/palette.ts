import type { Model } from "../model/model.ts";

/**
 * How many projects have colours of their own; the others share a grey. The colours are in the style sheet (`--c1` to
 * `--c7`, `--other`), for light and dark: chosen so that people who do not see red, green or blue can tell them apart too.
 */
export const COLOURS = 7;

/** The colour of a project, the same on the whole page whatever is filtered: those with the most time have their own. */
export class Palette {
  readonly #colours = new Map<string, string>();
  /** The projects with colours of their own, those with the most time first. */
  readonly projects: readonly string[];
  readonly hasOthers: boolean;

  constructor({ stretches }: Model) {
    const time = new Map<string, number>();
    for (const { subject, start, end } of stretches)
      time.set(subject.project, (time.get(subject.project) ?? 0) + end - start);
    const all = [...time].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([project]) => project);
    const own = all.slice(0, COLOURS);
    for (const [at, project] of own.entries()) this.#colours.set(project, `var(--c${at + 1})`);
    this.projects = own;
    this.hasOthers = all.length > own.length;
  }

  of(project: string): string {
    return this.#colours.get(project) ?? "var(--other)";
  }

  /** Where the project stands among the colours, the grey last. */
  orderOf(project: string): number {
    const at = this.projects.indexOf(project);
    return at === -1 ? COLOURS : at;
  }
}
