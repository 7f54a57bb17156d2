import { describe, expect, it } from "vitest";
import type { Bucket } from "../../src/hours/formats/activitywatch.ts";
import { addOnce, heldBy } from "../../src/push/activitywatch.ts";
import { activityWatch } from "../support/activitywatch.ts";
import { seededRandom } from "../support/random.ts";

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

async function push(url: string, pushed: Bucket, key?: string): Promise<number> {
  const held = await heldBy({ url, key }, pushed);
  await addOnce({ url, key }, pushed, held);
  return held.missing.length;
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
    for (let seed = 1; seed <= 20; seed++) {
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
});
