import { canonicalMillis, canonicalTimestamp } from "../../events/timestamp.ts";

/** Longer than any zone goes without the same offset on both sides of a change of its clocks. */
const AROUND_MS = 86_400_000;

const HOUR_MS = 3_600_000;

interface Around {
  readonly hour: number;
  readonly before: number;
  readonly after: number;
}

/** The local times of a zone, by the rules that this program's time zone database has for it. */
export class LocalTimes {
  readonly #clock: Intl.DateTimeFormat;
  #last: Around | undefined;

  /** Throws a `RangeError` where no zone has that name. */
  constructor(zone: string) {
    this.#clock = new Intl.DateTimeFormat("en-u-ca-iso8601-nu-latn", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  }

  /**
   * The instant of a local time, `YYYY-MM-DDTHH:MM:SS` with any fraction, in UTC with milliseconds; `undefined` for what
   * names no real time. A time that comes twice, when clocks are put back, is the first of the two; one that never comes,
   * when they are put forward, is read with the offset before. Both say the same: the offset before the change counts.
   */
  instant(local: string): string | undefined {
    const canonical = canonicalTimestamp(`${local}Z`);
    if (canonical === undefined) return undefined;
    const wall = Date.parse(canonical);
    const { before, after } = this.#around(Math.floor(wall / HOUR_MS) * HOUR_MS);
    const isAfter = before !== after && this.#offset(wall - before) !== before && this.#offset(wall - after) === after;
    return canonicalMillis(wall - (isAfter ? after : before));
  }

  /** The offsets well before and well after an hour. Asking for one is slow, and the times of a log are near each other. */
  #around(hour: number): Around {
    if (this.#last?.hour !== hour)
      this.#last = { hour, before: this.#offset(hour - AROUND_MS), after: this.#offset(hour + AROUND_MS) };
    return this.#last;
  }

  /** How far the clocks of the zone are ahead of UTC at an instant. */
  #offset(instant: number): number {
    const read = new Map(this.#clock.formatToParts(instant).map(({ type, value }) => [type, value]));
    const part = (type: Intl.DateTimeFormatPartTypes) => Number(read.get(type));
    const wall = new Date(0);
    wall.setUTCFullYear(part("year"), part("month") - 1, part("day"));
    wall.setUTCHours(part("hour"), part("minute"), part("second"));
    return wall.getTime() - Math.floor(instant / 1000) * 1000;
  }
}
