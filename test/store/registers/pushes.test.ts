/** What the store remembers of what was pushed: in a file and on a server. */
import { chmodSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { StoreOptions } from "../../../src/store/location.ts";
import { openPushes, type Pushed } from "../../../src/store/registers/pushes.ts";
import { ndjson, prompt } from "../../support/store/events.ts";
import { importText, stored } from "../../support/store/import.ts";
import { hasPostgres, startPostgres, type Server } from "../../support/servers/postgres.ts";
import { tempDir } from "../../support/program/temp.ts";

const HERE = { tracker: "activitywatch", place: "d1" };
const ALL = { start: -Infinity, end: Infinity };

function row(nth: number, more: Partial<Pushed> = {}): Pushed {
  return {
    bucket: "tt-human",
    name: `id${nth}`,
    interval: `id${nth}`,
    start: nth * 60,
    end: nth * 60 + 30,
    project: "garden",
    content: "c",
    basis: "b",
    ownId: nth,
    isThere: true,
    ...more,
  };
}

async function opened(options: StoreOptions, tracker = HERE, warnings: string[] = []) {
  const pushes = await openPushes(options, tracker, (text) => warnings.push(text));
  if (pushes === undefined) throw new Error("no store");
  return pushes;
}

async function keepsThem(options: StoreOptions): Promise<void> {
  await importText(options, ndjson(prompt(1)));
  const [pushes, others] = [await opened(options), await opened(options, { ...HERE, place: "d2" })];
  try {
    const many = Array.from({ length: 450 }, (_, nth) => row(nth));
    await pushes.remember(many);
    expect(await pushes.entries(ALL)).toEqual(many);
    expect(await others.entries(ALL)).toEqual([]);
    expect(await pushes.entries({ start: 60, end: 180 })).toEqual([row(1), row(2)]);
    const now = row(2, { ownId: undefined, isThere: false, basis: "b2", project: "beds\0\ud800", start: 121 });
    await pushes.remember([row(2), now]);
    expect(await pushes.entries({ start: 61, end: 180 })).toEqual([{ ...now, project: "beds\uFFFD\uFFFD" }]);
    // The same name elsewhere is another entry.
    await others.remember([row(2), row(2, { bucket: "tt-agent" })]);
    await others.forget([row(2), row(7)]);
    expect(await others.entries(ALL)).toEqual([row(2, { bucket: "tt-agent" })]);
    expect(await pushes.entries(ALL)).toHaveLength(450);
  } finally {
    await pushes.close();
    await others.close();
  }
  // Imports have nothing to do with it.
  await importText(options, ndjson(prompt(1), prompt(2)));
  expect(await stored(options)).toHaveLength(2);
}

describe("what was pushed", () => {
  it("is remembered in a file, by tracker, bucket and name", async () => {
    const dataDir = tempDir();
    await keepsThem({ db: undefined, dataDir });
  });

  it.skipIf(process.getuid?.() === 0)("is not, where the store cannot be written, and that is said once", async () => {
    const dataDir = tempDir();
    const options = { db: undefined, dataDir };
    await importText(options, ndjson(prompt(1)));
    for (const name of readdirSync(dataDir)) chmodSync(join(dataDir, name), 0o400);
    chmodSync(dataDir, 0o500);
    const warnings: string[] = [];
    const pushes = await opened(options, HERE, warnings);
    try {
      await pushes.remember([row(1)]);
      await pushes.forget([row(1)]);
      expect(await pushes.entries(ALL)).toEqual([]);
      expect(warnings).toEqual([expect.stringContaining("cannot be written: it is not remembered what was pushed")]);
    } finally {
      await pushes.close();
      chmodSync(dataDir, 0o700);
    }
  });
});

describe.skipIf(!hasPostgres)("what was pushed, on a server (skipped where PostgreSQL is not installed)", () => {
  let server: Server;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.stop());

  it("is remembered by tracker, bucket and name", async () => {
    await keepsThem({ db: server.database("pushes"), dataDir: tempDir() });
  });

  it("is not, where nothing may be written, and that is said once", async () => {
    const db = server.database("readers");
    await importText({ db, dataDir: tempDir() }, ndjson(prompt(1)));
    const options = { db: `${db}&options=-c%20default_transaction_read_only%3Don`, dataDir: tempDir() };
    const warnings: string[] = [];
    const pushes = await opened(options, HERE, warnings);
    try {
      await pushes.remember([row(1)]);
      await pushes.remember([row(2)]);
      expect(await pushes.entries(ALL)).toEqual([]);
      expect(warnings).toHaveLength(1);
    } finally {
      await pushes.close();
    }
  });
});
