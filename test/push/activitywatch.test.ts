import { describe, expect, it } from "vitest";
import type { Bucket } from "../../src/hours/formats/activitywatch.ts";
import { add, missingIn } from "../../src/push/activitywatch.ts";
import { activityWatch } from "../support/activitywatch.ts";

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
  const missing = await missingIn({ url, key }, pushed);
  await add({ url, key }, pushed, missing);
  return missing.length;
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
