/**
 * Whatever the order of imports, renamings, pushes and repairs: in the end a tracker has what a single push of all that
 * is stored gives, apart from what the person made of it.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { StoredEvent } from "../../src/events/stored-event.ts";
import { arrange } from "../../src/hours/activities/arrange.ts";
import { bucketsOf } from "../../src/hours/formats/activitywatch.ts";
import type { ProjectMap } from "../../src/hours/projects/project-map.ts";
import { namedApart, intervals, type Interval } from "../../src/hours/interval.ts";
import type { Wishes } from "../../src/push/outcome.ts";
import { OURS, type Entry } from "../../src/push/timewarrior-plan.ts";
import { activityWatch, type ServedEvent } from "../support/servers/activitywatch.ts";
import { daysOfWork } from "../support/random/days-of-work.ts";
import { ALWAYS, askedFor, pushBucket, pushTo, QuickTimewarrior, Remembered } from "../support/store/pushes.ts";
import { at, RULES } from "../support/store/week.ts";
import { times } from "../support/shares.ts";

type Step =
  | { readonly kind: "import"; readonly every: number; readonly from: number }
  | { readonly kind: "rename"; readonly name: string }
  | { readonly kind: "own"; readonly hour: number }
  | { readonly kind: "touch"; readonly nth: number; readonly how: (typeof HOWS)[number] }
  | { readonly kind: "push"; readonly wishes: Partial<Wishes>; readonly days: number; readonly now: number };

const HOWS = ["change", "delete", "move"] as const;
const FIRST = at("2026-03-28T00:00:00Z");
const DAY = 86_400;
const FAR = at("2027-01-01T00:00:00Z");

const push = fc.record({
  kind: fc.constant("push" as const),
  wishes: fc.record({ repair: fc.boolean() }),
  days: fc.constantFrom(1, 2, 9),
  now: fc.constantFrom(FIRST + DAY, FIRST + 3 * DAY, FAR),
});
const importing = fc.record({
  kind: fc.constant("import" as const),
  every: fc.integer({ min: 1, max: 4 }),
  from: fc.nat(4),
});
const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: importing },
    { weight: 4, arbitrary: push },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant("rename" as const), name: fc.constantFrom("beds", "roses") }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("own" as const), hour: fc.nat(72) }) },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant("touch" as const),
        nth: fc.nat(9),
        how: fc.constantFrom(...HOWS),
      }),
    },
  ),
  { maxLength: 9 },
);

/** Most histories begin with something to be late to. */
const begun = fc
  .tuple(fc.boolean(), importing, push, steps)
  .map(([isBegun, first, second, others]) => (isBegun ? [first, { ...second, now: FAR, days: 9 }, ...others] : others));
const work = daysOfWork.filter((events) => events.length > 0);

const LAST: Step & { readonly kind: "push" } = { kind: "push", wishes: { repair: true }, days: 99, now: FAR };

/** What is stored, and how projects are called. */
class World {
  readonly #all: readonly StoredEvent[];
  readonly #stored = new Set<StoredEvent>();
  map: ProjectMap = { projects: [] };

  constructor(all: readonly StoredEvent[]) {
    this.#all = all;
  }

  import({ every, from }: { readonly every: number; readonly from: number }): void {
    this.#all.forEach((event, nth) => {
      if (nth % every === from % every) this.#stored.add(event);
    });
  }

  rename(name: string): void {
    this.map = { projects: [{ prefix: "/w/a", name }] };
  }

  intervals(kind: Interval["kind"], now: number): readonly Interval[] {
    const found = intervals(arrange(this.#stored), { kind, rules: RULES, map: this.map, zone: "UTC", now });
    return namedApart(found, found);
  }
}

/** As the person may have it: shorter, or elsewhere, also in the time of other intervals. */
function changed(entry: Entry, how: "change" | "move", others: readonly Entry[]): Entry {
  const there = FIRST + DAY / 2 + ((others.length * 7919 + entry.start) % (2 * DAY));
  const isFree = others.every(({ start, end }) => end <= there || start > there);
  const start = how === "change" ? entry.start : isFree ? there : FAR + others.length;
  return { ...entry, start, end: start + 1, annotation: "mine" };
}

function plain(entries: readonly Entry[]): readonly string[] {
  return entries.map((entry) => JSON.stringify({ ...entry, number: 0 })).sort();
}

const windowOf = ({ days }: { readonly days: number }) =>
  days > 3 ? ALWAYS : { start: FIRST, end: FIRST + days * DAY };

describe("late events", () => {
  it("in Timewarrior", async () => {
    await fc.assert(
      fc.asyncProperty(work, begun, async (events, history) => {
        const world = new World(events);
        const timew = new QuickTimewarrior();
        const memory = new Remembered();
        const touched = new Set<string>();
        let left: readonly Entry[] = [];
        const nameOf = ({ tags }: Entry) => tags.flatMap((tag) => OURS.exec(tag)?.[1] ?? [])[0];
        for (const step of [...history, { kind: "import", every: 1, from: 0 } as const, LAST]) {
          if (step.kind === "import") world.import(step);
          else if (step.kind === "rename") world.rename(step.name);
          else if (step.kind === "own")
            await timew.track({ start: FIRST + step.hour * 3600, end: FIRST + step.hour * 3600 + 240, tags: ["tea"] });
          else if (step.kind === "touch") {
            const entry = timew.all.filter((one) => nameOf(one) !== undefined)[step.nth];
            if (entry === undefined) continue;
            touched.add(nameOf(entry) ?? "");
            timew.all = timew.all.filter((one) => one !== entry);
            if (step.how !== "delete") timew.all.push(changed(entry, step.how, timew.all));
            left = timew.all.filter((one) => touched.has(nameOf(one) ?? ""));
          } else {
            const asked = askedFor(world.intervals("human", step.now), windowOf(step));
            const { refusals } = await pushTo(timew, asked, memory, step.wishes);
            expect(refusals).toEqual([]);
          }
        }
        const again = await pushTo(timew, askedFor(world.intervals("human", FAR)), memory, LAST.wishes);
        expect(again).toMatchObject({ added: 0, corrected: 0, takenOut: 0 });
        expect(again.disagreements.filter(({ verdict }) => verdict !== "changed")).toEqual([]);
        expect(plain(timew.all.filter((entry) => touched.has(nameOf(entry) ?? "")))).toEqual(plain(left));
        const once = new QuickTimewarrior();
        once.all = timew.all.filter((entry) => nameOf(entry) === undefined || touched.has(nameOf(entry) ?? ""));
        const asked = askedFor(world.intervals("human", FAR));
        const others = { ...asked, chosen: asked.chosen.filter(({ id }) => !touched.has(id)) };
        await pushTo(once, others, new Remembered());
        // Whether a part is the second one is of no concern to anybody.
        const shown = (all: readonly Entry[]) =>
          all
            .map(({ start, end, tags }) =>
              JSON.stringify([start, end, tags.map((tag) => tag.replace(/^(tt:\w+)\..*/, "$1"))]),
            )
            .sort();
        expect(shown(timew.all)).toEqual(shown(once.all));
      }),
      { numRuns: times(16) },
    );
  });

  it.each(["human", "agent"] as const)("in ActivityWatch (%s)", async (kind) => {
    const standIn = await activityWatch();
    const server = { url: standIn.url, key: undefined };
    const bucket = { id: `tt-${kind}`, type: "app.editor.activity", client: "tt", hostname: "desk" } as const;
    const served = () => standIn.buckets.get(bucket.id)?.events ?? [];
    await fc.assert(
      fc.asyncProperty(work, begun, async (events, history) => {
        standIn.buckets.clear();
        const world = new World(events);
        const memory = new Remembered();
        const touched = new Set<unknown>();
        const pushed = async (step: Step & { kind: "push" }, known: Remembered) => {
          const found = world.intervals(kind, step.now);
          const [made] = bucketsOf(
            found.filter(({ closed }) => closed),
            { kind, rules: RULES, zone: "UTC", person: undefined },
          );
          const request = { bucket, asked: askedFor(found, windowOf(step)), events: made?.events ?? [] };
          return pushBucket(server, request, known, step.wishes);
        };
        const left: ServedEvent[] = [];
        for (const step of [...history, { kind: "import", every: 1, from: 0 } as const, LAST]) {
          if (step.kind === "import") world.import(step);
          else if (step.kind === "rename") world.rename(step.name);
          else if (step.kind === "touch") {
            const entry = served()[step.nth];
            if (entry === undefined) continue;
            touched.add(entry.data["tt_id"]);
            const title = `mine ${left.length}`;
            const timestamp = step.how === "move" ? "2026-06-01T00:00:00Z" : entry.timestamp;
            const changed = { ...entry, timestamp, data: { ...entry.data, title } };
            served().splice(step.nth, 1, ...(step.how === "delete" ? [] : [changed]));
            const before = left.findIndex(({ id }) => id === entry.id);
            if (before >= 0) left.splice(before, 1);
            if (step.how !== "delete") left.push(changed);
          } else if (step.kind === "push") await pushed(step, memory);
        }
        const shown = (all: readonly ServedEvent[]) =>
          all
            .filter(({ data }) => !touched.has(data["tt_id"]))
            .map((event) => JSON.stringify({ ...event, id: 0 }))
            .sort();
        const again = await pushed(LAST, memory);
        expect(again).toMatchObject({ added: 0, corrected: 0, takenOut: 0, doubles: 0 });
        expect(again.disagreements.filter(({ verdict }) => verdict !== "changed")).toEqual([]);
        const is = shown(served());
        const theirs = served().filter(({ data }) => touched.has(data["tt_id"]));
        expect(theirs.sort((a, b) => a.id - b.id)).toEqual(left.sort((a, b) => a.id - b.id));
        standIn.buckets.clear();
        await pushed(LAST, new Remembered());
        expect(is).toEqual(shown(served()));
      }),
      { numRuns: times(4) },
    );
  });
});
