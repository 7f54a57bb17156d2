type Last = readonly [at: string, number: number];

/**
 * Makes keys for what has no id of its own: the thread's id, and a number for the second and later ones of a kind that
 * have the same time, since an event's ID has its kind and its time beside the key. So they stay the same when Codex
 * rewrites a rollout in its newer form, which keeps times but gives items new ids.
 */
export class Numbers {
  readonly #last: Map<string, Last>;

  constructor(last: { readonly [kind: string]: readonly [string, number] }) {
    this.#last = new Map(Object.entries(last));
  }

  state(): { readonly [kind: string]: readonly [string, number] } {
    return Object.fromEntries(this.#last);
  }

  /** The time of the last of a kind, and how many had it before. */
  last(kind: string): Last | undefined {
    return this.#last.get(kind);
  }

  /** Notes that the last of a kind had this time, and how many had it before. */
  note(kind: string, last: Last | undefined): void {
    if (last !== undefined) this.#last.set(kind, last);
  }

  key(kind: string, at: string, thread: string): string {
    const [before, number] = this.#last.get(kind) ?? ["", 0];
    const now = before === at ? number + 1 : 0;
    this.#last.set(kind, [at, now]);
    return now === 0 ? thread : `${thread}.${now}`;
  }
}
