/** A soak: season after season until the time is over, and the law every minute. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { seededRandom } from "../../support/random/random.ts";
import { Violation } from "../histories/world.ts";
import type { Counts } from "./counts.ts";
import { Season } from "./season.ts";
import { Trackers } from "./trackers.ts";

export interface SoakOptions {
  readonly seed: number;
  readonly minutes: number;
  /** Hears how it goes, every minute. */
  readonly say: (line: string) => void;
  /** Whether somebody wants it to end before its time. */
  readonly isStopped?: () => boolean;
  /** Leaves the folder of a season in which the law was broken. */
  readonly keep?: boolean;
}

export interface Soaked {
  readonly counts: Counts;
  readonly seasons: number;
  /** Which law was broken, if one was. */
  readonly failure: string | undefined;
}

const MINUTE_MS = 60_000;
/** A season ends when its logs and its store have become so large that looking at all of it takes long. */
const SEASON_MS = 5 * MINUTE_MS;
const SEASON_EVENTS = 20_000;

export async function soak({
  seed,
  minutes,
  say,
  isStopped = () => false,
  keep = false,
}: SoakOptions): Promise<Soaked> {
  const counts: Counts = new Map();
  const random = seededRandom(seed);
  const began = Date.now();
  const until = began + minutes * MINUTE_MS;
  const isOver = () => Date.now() >= until || isStopped();
  const trackers = await Trackers.open();
  let seasons = 0;
  try {
    while (!isOver()) {
      const folder = mkdtempSync(join(tmpdir(), "tt-soak-"));
      const season = new Season(folder, random.below(2 ** 31), counts, trackers);
      seasons++;
      let isSound = false;
      try {
        const end = Date.now() + SEASON_MS;
        let checked = Date.now();
        while (!isOver() && Date.now() < end && season.size < SEASON_EVENTS) {
          await season.step();
          if (Date.now() - checked < MINUTE_MS) continue;
          await season.check();
          checked = Date.now();
          say(`${told(Date.now() - began)}: season ${seasons}, ${season.size} events stored, the law holds`);
        }
        await season.check();
        isSound = true;
      } finally {
        season.allowAll();
        if (isSound || !keep) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
        else say(`left as it is: ${folder}`);
      }
    }
    return { counts, seasons, failure: undefined };
  } catch (error) {
    const failure =
      error instanceof Violation
        ? error.message
        : error instanceof Error
          ? (error.stack ?? error.message)
          : String(error);
    return { counts, seasons, failure };
  } finally {
    trackers.close();
  }
}

function told(millis: number): string {
  return `${Math.floor(millis / MINUTE_MS)} min ${Math.floor((millis % MINUTE_MS) / 1000)} s`;
}
