/** The time trackers of a soak: a Timewarrior of its own, where it is installed, and a stand-in for ActivityWatch. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { spawnSync } from "node:child_process";
import { activityWatch, type StandIn } from "../../support/servers/activitywatch.ts";
import type { Random } from "../../support/random/random.ts";
import { Violation } from "../histories/world.ts";
import type { Program, Said } from "./program.ts";
import { count, type Counts } from "./counts.ts";

export const hasTimewarrior = spawnSync("timew", ["--version"]).error === undefined;

/** The days in which most of the logs' events lie. */
const PERIOD = ["--since", "2026-03-02", "--until", "2026-03-05"] as const;

export class Trackers {
  readonly #server: StandIn;
  readonly #close: () => void;
  #program: Program | undefined;
  #env: Readonly<Record<string, string>> = {};

  private constructor(server: StandIn, close: () => void) {
    this.#server = server;
    this.#close = close;
  }

  static async open(): Promise<Trackers> {
    let close = (): void => undefined;
    const server = await activityWatch({ onEnd: (end) => (close = end) });
    return new Trackers(server, () => close());
  }

  close(): void {
    this.#close();
  }

  /** Empty ones, for a season. */
  begin(program: Program, folder: string): void {
    this.#program = program;
    this.#server.buckets.clear();
    const database = join(folder, "timewarrior");
    for (const name of ["data", "extensions"]) mkdirSync(join(database, name), { recursive: true });
    writeFileSync(join(database, "timewarrior.cfg"), "");
    this.#env = { TIMEWARRIORDB: database };
  }

  /** Pushes, now and then killed; then what is missing is added, and after that nothing, and nothing is there twice. */
  async push(random: Random, counts: Counts): Promise<void> {
    const target = hasTimewarrior && random.chance(0.4) ? "timewarrior" : "activitywatch";
    if (random.chance(0.5)) {
      count(counts, `push ${target}: killed`);
      await this.#push(target, [], random.below(400));
    }
    // What an earlier push put there may be of stretches that are others by now.
    const wishes = random.chance(0.5) ? ["--repair"] : [];
    count(counts, `push ${target}: clean`);
    for (const isSecond of [false, true]) {
      const { code, stderr } = await this.#push(target, wishes);
      if (code !== 0) throw new Violation(`a push to ${target} ended with ${code}: ${stderr}`);
      const added = [...stderr.matchAll(/ (\d+) added/g)].reduce((sum, [, number]) => sum + Number(number), 0);
      if (isSecond && added > 0) throw new Violation(`a second push to ${target} added ${added} again: ${stderr}`);
    }
    for (const [bucket, { events }] of this.#server.buckets) {
      const known = new Set(events.map(({ timestamp, duration, data }) => JSON.stringify([timestamp, duration, data])));
      if (known.size !== events.length)
        throw new Violation(`${events.length - known.size} entries are twice in ${bucket}`);
    }
  }

  #push(target: string, wishes: readonly string[], killAfterMs?: number): Promise<Said> {
    if (this.#program === undefined) throw new Error("no season has begun");
    const words = [
      "push",
      target,
      ...PERIOD,
      ...wishes,
      ...(target === "activitywatch" ? ["--url", this.#server.url] : []),
    ];
    return this.#program.run(words, { env: this.#env, ...(killAfterMs === undefined ? {} : { killAfterMs }) });
  }
}
