import type { StoredEvent } from "../../events/stored-event.ts";
import type { Meter } from "../../spending/meter.ts";
import { spend, type Spending, type Spent } from "../../spending/spending.ts";
import type { Span } from "../slice.ts";
import type { Place, Session } from "./activity.ts";
import { placeOf, type Known } from "./arrange.ts";

/** What the models of a session took within a quarter of an hour at one place. */
export interface Taken {
  readonly session: Session;
  readonly place: Place;
  /** When the quarter began, in seconds since 1970: no day and no hour of any zone begins within one. */
  readonly at: number;
  readonly spending: Spending;
}

/** That a session took something near a quarter's beginning, in the window or not. */
export type Moment = Pick<Taken, "session" | "at">;

const QUARTER = 900;

interface Sum extends Taken {
  place: Place;
  readonly spending: Map<string, Spent>;
}

interface SumsOfSession {
  readonly byPlace: Map<string, Sum>;
  last: Sum | undefined;
}

/** Adds up what models took in a window. It is no activity: no hour is another one because of it. */
export class TakenLog {
  readonly #window: Span;
  readonly #meter: Meter;
  readonly #sums = new Map<Known, SumsOfSession>();
  readonly #around = new Map<Known, Set<number>>();

  constructor(window: Span, meter: Meter) {
    this.#window = window;
    this.#meter = meter;
  }

  get isEmpty(): boolean {
    return this.#sums.size === 0;
  }

  /** Adds what an event of a session tells; in the order of their times, also those around the window. */
  add(known: Known, event: StoredEvent): void {
    const read = this.#meter.read(event);
    const moment = Math.floor(Date.parse(event.timestamp) / 1000);
    if (read === undefined || Number.isNaN(moment)) return;
    const at = moment - (moment % QUARTER);
    if (moment >= this.#window.start && moment < this.#window.end)
      spend(this.#sumOf(known, event, at).spending, read.model, read.spent);
    else this.#note(known, at);
  }

  all(): Iterable<Taken> {
    return [...this.#sums.values()].flatMap(({ byPlace }) => [...byPlace.values()]);
  }

  /** When something was taken before and after the window, as far as events around it were added. */
  *around(): Iterable<Moment> {
    for (const [{ session }, moments] of this.#around) for (const at of moments) yield { session, at };
  }

  #note(known: Known, at: number): void {
    const moments = this.#around.get(known);
    if (moments === undefined) this.#around.set(known, new Set([at]));
    else moments.add(at);
  }

  #sumOf(known: Known, { cwd, git_branch: branch }: StoredEvent, at: number): Sum {
    const place = placeOf({ cwd, branch }, known);
    let sums = this.#sums.get(known);
    if (sums === undefined) this.#sums.set(known, (sums = { byPlace: new Map<string, Sum>(), last: undefined }));
    // Mostly nothing has changed.
    if (sums.last?.at === at && sums.last.place === place) return sums.last;
    const key = JSON.stringify([at, place.cwd, place.branch, place.root]);
    let sum = sums.byPlace.get(key);
    if (sum === undefined) {
      sum = { session: known.session, place, at, spending: new Map<string, Spent>() };
      sums.byPlace.set(key, sum);
      if (place.cwd === undefined) known.homeless.push(sum);
    }
    sums.last = sum;
    return sum;
  }
}
