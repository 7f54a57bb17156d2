import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Bucket } from "../../src/hours/formats/activitywatch.ts";
import type { Interval } from "../../src/hours/interval.ts";
import { identityOf } from "../../src/push/activitywatch-server.ts";
import type { Wishes } from "../../src/push/outcome.ts";
import { activityWatch, type ServedEvent, type StandIn } from "../support/servers/activitywatch.ts";
import { ALWAYS, askedFor, pushBucket, Remembered } from "../support/store/pushes.ts";
import { seededRandom } from "../support/random/random.ts";
import { times } from "../support/shares.ts";

function bucket(...hours: readonly number[]): Bucket {
  return {
    id: "tt-agent_desk",
    type: "app.editor.activity",
    client: "tt",
    hostname: "desk",
    created: "2026-03-02T09:00:00Z",
    events: hours.map((hour) => ({
      timestamp: new Date(Date.UTC(2026, 2, 2, hour)).toISOString(),
      duration: 60,
      data: { tt_id: `id${hour}`, project: "garden" },
    })),
  };
}

/** The same events with other details from some hour on. */
function otherwise(
  pushed: Bucket,
  id: string,
  { duration = 60, project = "garden" }: { readonly duration?: number; readonly project?: string },
): Bucket {
  const events = pushed.events.map((event) =>
    event.data.tt_id === id ? { ...event, duration, data: { ...event.data, project } } : event,
  );
  return { ...pushed, events };
}

/** As much of an interval as a push looks at. */
function intervalsOf({ events }: Bucket): readonly Interval[] {
  return events.map(({ timestamp, duration, data }) => {
    const start = Date.parse(timestamp) / 1000;
    const subject = { project: data["project"] };
    return { id: data.tt_id, start, end: start + duration, closed: true, subject } as unknown as Interval;
  });
}

async function outcomeOf(
  url: string,
  pushed: Bucket,
  memory: Remembered,
  { window = ALWAYS, ...wishes }: Partial<Wishes> & { readonly window?: typeof ALWAYS } = {},
) {
  const asked = askedFor(intervalsOf(pushed), window);
  return pushBucket({ url, key: undefined }, { bucket: pushed, asked, events: pushed.events }, memory, wishes);
}

/** How many a push adds that remembers nothing of those before. */
async function push(url: string, pushed: Bucket, key?: string): Promise<number> {
  const asked = askedFor(intervalsOf(pushed));
  const { added } = await pushBucket({ url, key }, { bucket: pushed, asked, events: pushed.events }, new Remembered());
  return added;
}

function served({ buckets }: StandIn): ServedEvent[] {
  return buckets.get("tt-agent_desk")?.events ?? [];
}

describe("a push to ActivityWatch", () => {
  it("adds once, and later what is new", async () => {
    const { url, buckets } = await activityWatch();
    expect(await push(url, bucket(9, 10))).toBe(2);
    expect(await push(url, bucket(9, 10))).toBe(0);
    expect(await push(url, bucket(9, 10, 11))).toBe(1);
    expect(buckets.get("tt-agent_desk")?.events.map(({ data }) => data["tt_id"])).toEqual(["id9", "id10", "id11"]);
    expect(buckets.get("tt-agent_desk")?.about).toEqual({
      client: "tt",
      type: "app.editor.activity",
      hostname: "desk",
    });
  });

  it("adds the rest after a failure half-way", async () => {
    const standIn = await activityWatch();
    const many = bucket(...Array.from({ length: 150 }, (_, hour) => hour));
    await push(standIn.url, { ...many, events: many.events.slice(0, 100) });
    standIn.failing = 1;
    await expect(push(standIn.url, many)).rejects.toThrow("ActivityWatch refused (500");
    expect(await push(standIn.url, many)).toBe(50);
    expect(standIn.buckets.get("tt-agent_desk")?.events).toHaveLength(150);
  });

  it("at the same time as another leaves each event once, whoever comes first", async () => {
    for (let seed = 1; seed <= times(4); seed++) {
      const random = seededRandom(seed);
      const standIn = await activityWatch();
      standIn.delay = () => random.below(8);
      const hours = Array.from({ length: 30 }, (_, hour) => hour);
      const [one, two] = [bucket(...hours.slice(0, 25)), bucket(...hours.slice(5))];
      await Promise.all(
        seed % 2 === 0
          ? [push(standIn.url, one), push(standIn.url, two)]
          : [push(standIn.url, two), push(standIn.url, one)],
      );
      const names = standIn.buckets.get("tt-agent_desk")?.events.map(({ data }) => data["tt_id"]) ?? [];
      expect([seed, names.length, new Set(names)]).toEqual([seed, 30, new Set(hours.map((hour) => `id${hour}`))]);
    }
  });

  it("takes away what an older version doubled, and nothing that the person changed", async () => {
    const standIn = await activityWatch();
    await push(standIn.url, bucket(9, 10, 11));
    const events = standIn.buckets.get("tt-agent_desk")?.events ?? [];
    const [nine, ten] = events;
    if (nine === undefined || ten === undefined) throw new Error("nothing was pushed");
    events.push({ ...nine, id: 20 }, { ...ten, id: 21, duration: 30 });
    expect(await push(standIn.url, bucket(9, 10, 11))).toBe(0);
    expect(events.map(({ id, duration }) => [id, duration])).toEqual([
      [1, 60],
      [2, 60],
      [3, 60],
      [21, 30],
    ]);
  });

  it("goes by the names that the server goes by", async () => {
    const { url } = await activityWatch();
    expect(await push(url.replace("127.0.0.1", "localhost"), bucket(9))).toBe(1);
    expect(await push(`${url}/`, bucket(9, 10))).toBe(1);
  });

  it.runIf(process.platform === "linux")("says that another name was refused", async () => {
    const { url } = await activityWatch({ address: "127.0.0.2" });
    await expect(push(url, bucket(9))).rejects.toThrow("ActivityWatch refused (400");
  });

  it("tells a page that a server answers with in words", async () => {
    const page =
      "<!DOCTYPE html>\n<html><head><style>p { color: red }</style></head><body><h1>Bad Gateway</h1></body></html>";
    const server = createServer((_, response) => response.writeHead(502).end(page)).listen(0, "127.0.0.1");
    onTestFinished(() => void server.close());
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    await expect(push(`http://127.0.0.1:${port}`, bucket(9))).rejects.toThrow(
      "ActivityWatch refused (502: Bad Gateway)",
    );
  });

  it("gives the server its key", async () => {
    const { url } = await activityWatch({ key: "secret" });
    await expect(push(url, bucket(9))).rejects.toThrow("ActivityWatch refused (401");
    expect(await push(url, bucket(9), "secret")).toBe(1);
  });

  it("says when nobody answers, and what is no address", async () => {
    await expect(push("http://127.0.0.1:9", bucket(9))).rejects.toThrow("cannot reach ActivityWatch");
    for (const url of ["garden", "ftp://127.0.0.1", "http://a:b@127.0.0.1"])
      await expect(push(url, bucket(9))).rejects.toThrow("--url: not the address of a server");
  });

  it("knows a server by its own id, whatever its address; one without an id by the machine and its address", async () => {
    const [named, old] = [await activityWatch({ deviceId: "d1" }), await activityWatch()];
    for (const url of [named.url, named.url.replace("127.0.0.1", "localhost")])
      expect(await identityOf({ url, key: undefined })).toBe("d1");
    expect(await identityOf({ url: `${old.url}/`, key: undefined })).toMatch(/^\S+ http:\/\/127\.0\.0\.1:\d+$/);
  });
});

describe("what ActivityWatch has of a push", () => {
  const all = bucket(9, 10, 11);

  it("that no longer agrees is told and stays; a repair corrects it by its id", async () => {
    const standIn = await activityWatch();
    const memory = new Remembered();
    await outcomeOf(standIn.url, all, memory);
    const now = otherwise(otherwise(all, "id9", { duration: 90 }), "id10", { project: "beds" });
    const told = await outcomeOf(standIn.url, now, memory);
    expect(told).toMatchObject({ added: 0, present: 3, corrected: 0, takenOut: 0 });
    expect(told.disagreements.map(({ verdict, there, now: is }) => [verdict, there.project, is?.project])).toEqual([
      ["stale", "garden", "garden"],
      ["stale", "garden", "beds"],
    ]);
    expect(served(standIn).map(({ id }) => id)).toEqual([1, 2, 3]);
    const repaired = await outcomeOf(standIn.url, now, memory, { repair: true });
    expect(repaired).toMatchObject({ added: 0, present: 1, corrected: 2, takenOut: 0, disagreements: [] });
    expect(served(standIn).map(({ id, duration, data }) => [id, duration, data["project"]])).toEqual([
      [3, 60, "garden"],
      [4, 90, "garden"],
      [5, 60, "beds"],
    ]);
    expect(await outcomeOf(standIn.url, now, memory, { repair: true })).toMatchObject({ present: 3, corrected: 0 });
  });

  it("of an interval that is no more is told and stays; a repair takes it out, in its window", async () => {
    const standIn = await activityWatch();
    const memory = new Remembered();
    await outcomeOf(standIn.url, all, memory);
    const [nine, eleven] = [9, 11].map((hour) => Date.UTC(2026, 2, 2, hour) / 1000);
    const window = { start: nine ?? 0, end: eleven ?? 0 };
    const told = await outcomeOf(standIn.url, bucket(9), memory, { window });
    expect(told.disagreements.map(({ there, now }) => [there.start, now])).toEqual([[(nine ?? 0) + 3600, undefined]]);
    expect(await outcomeOf(standIn.url, bucket(9), memory, { window, repair: true })).toMatchObject({ takenOut: 1 });
    expect(served(standIn).map(({ data }) => data["tt_id"])).toEqual(["id9", "id11"]);
    expect(memory.rows.map(({ name }) => name)).toEqual(["id9", "id11"]);
  });

  it("and the person has changed stays whatever is stored, and is told only when that is another than it was", async () => {
    const standIn = await activityWatch();
    const memory = new Remembered();
    await outcomeOf(standIn.url, all, memory);
    const events = served(standIn);
    const [nine, ten] = events;
    if (nine === undefined || ten === undefined) throw new Error("nothing was pushed");
    events.splice(0, 2, { ...nine, duration: 30 }, { ...ten, timestamp: "2026-03-05T00:00:00Z" });
    const before = JSON.stringify(events);
    const window = { start: Date.UTC(2026, 2, 2) / 1000, end: Date.UTC(2026, 2, 3) / 1000 };
    expect(await outcomeOf(standIn.url, all, memory, { window, repair: true })).toMatchObject({
      added: 0,
      present: 3,
      disagreements: [],
    });
    const now = otherwise(otherwise(all, "id9", { duration: 90 }), "id10", { duration: 90 });
    const { disagreements } = await outcomeOf(standIn.url, now, memory, { window, repair: true });
    expect(disagreements.map(({ verdict }) => verdict)).toEqual(["changed", "changed"]);
    expect(JSON.stringify(events)).toBe(before);
  });

  it("and the person has deleted is not added again, unless that is what they want", async () => {
    const standIn = await activityWatch();
    const memory = new Remembered();
    await outcomeOf(standIn.url, all, memory);
    served(standIn).splice(0, 1);
    for (const repair of [false, true])
      expect(await outcomeOf(standIn.url, all, memory, { repair })).toMatchObject({ added: 0, present: 2, deleted: 1 });
    expect(await outcomeOf(standIn.url, all, memory, { again: true })).toMatchObject({ added: 1, deleted: 0 });
    expect(await outcomeOf(standIn.url, all, memory)).toMatchObject({ added: 0, present: 3, deleted: 0 });
  });

  it("by an older version is known from then on where it agrees; else it is left, and its like comes once it is deleted", async () => {
    const standIn = await activityWatch();
    await outcomeOf(standIn.url, all, new Remembered());
    const memory = new Remembered();
    const now = otherwise(all, "id9", { duration: 90 });
    const { disagreements } = await outcomeOf(standIn.url, now, memory, { repair: true });
    expect(disagreements.map(({ verdict }) => verdict)).toEqual(["unknown"]);
    expect(memory.rows.map(({ name, isThere, ownId }) => [name, isThere, ownId])).toEqual([
      ["id10", true, 2],
      ["id11", true, 3],
    ]);
    served(standIn).splice(0, 1);
    expect(await outcomeOf(standIn.url, now, memory)).toMatchObject({ added: 1, present: 2, disagreements: [] });
    expect(await outcomeOf(standIn.url, all, memory, { repair: true })).toMatchObject({ corrected: 1 });
  });

  it("is completed and known after a push that was killed, wherever it was", async () => {
    const now = otherwise(bucket(9, 11, 12), "id9", { duration: 90 });
    const steps = async (killedAt: number) => {
      const standIn = await activityWatch();
      const memory = new Remembered();
      await outcomeOf(standIn.url, all, memory);
      let step = 0;
      const dying = () => {
        if (++step > killedAt) throw new Error("killed");
      };
      const killed = Object.assign(Object.create(memory) as Remembered, {
        remember: (rows: Parameters<Remembered["remember"]>[0]) => (dying(), memory.remember(rows)),
        forget: (rows: Parameters<Remembered["forget"]>[0]) => (dying(), memory.forget(rows)),
      });
      Object.defineProperty(killed, "rows", { get: () => memory.rows });
      standIn.delay = () => (dying(), 0);
      const isWhole = await outcomeOf(standIn.url, now, killed, { repair: true }).then(
        () => true,
        () => false,
      );
      standIn.delay = () => 0;
      // Meanwhile more came late.
      const later = otherwise(now, "id12", { duration: 80 });
      expect(await outcomeOf(standIn.url, later, memory, { repair: true })).toMatchObject({
        deleted: 0,
        disagreements: [],
      });
      expect(await outcomeOf(standIn.url, later, memory)).toMatchObject({ added: 0, present: 3, disagreements: [] });
      expect([
        killedAt,
        served(standIn)
          .map(({ duration, data }) => `${String(data["tt_id"])} ${duration}`)
          .sort(),
      ]).toEqual([killedAt, ["id11 60", "id12 80", "id9 90"]]);
      return isWhole;
    };
    let killedAt = 0;
    while (!(await steps(killedAt))) killedAt++;
    expect(killedAt).toBeGreaterThan(8);
  });
});
