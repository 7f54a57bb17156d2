/** What the store keeps beside events: deliveries, persons, statements. */
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { locationOf, type StoreOptions } from "../../../src/store/location.ts";
import { openStore, openStoreToWrite, type Store } from "../../../src/store/open.ts";
import { storedDeliveries } from "../../../src/store/registers/deliveries.ts";
import { heldDeliveries } from "../../../src/store/registers/held-deliveries.ts";
import { machinesOf, peopleOf, removePerson, setPerson } from "../../../src/store/registers/people.ts";
import { dropStatement, keepStatement, statementsOf } from "../../../src/store/registers/statements.ts";
import type { StatementRow } from "../../../src/store/schema/schema.ts";
import { ndjson, prompt } from "../../support/store/events.ts";
import { importText } from "../../support/store/import.ts";
import { tempDir } from "../../support/program/temp.ts";

function empty(): StoreOptions {
  return { db: undefined, dataDir: tempDir() };
}

/** Imports one event as a delivery; whether the store lacks what came before it. */
async function delivered(options: StoreOptions, name: string | undefined, ...after: readonly string[]) {
  const { isBehind } = await importText(options, ndjson(prompt(1)), { delivery: { name, after, rules: {} } });
  return isBehind;
}

describe("deliveries", () => {
  const held = async (options: StoreOptions, ...names: readonly string[]) => {
    const inFile = await heldDeliveries(locationOf(options), names);
    const store = await openStore(options);
    if (store !== undefined) {
      expect(await storedDeliveries(store, names)).toEqual(inFile);
      await store.close();
    }
    return inFile === undefined ? undefined : [...inFile].sort();
  };

  it("are noted where everything before them is there, each once", async () => {
    const options = empty();
    expect(await delivered(options, "first")).toBe(false);
    expect(await delivered(options, "second", "first", "first")).toBe(false);
    expect(await delivered(options, "second", "first")).toBe(false);
    expect(await held(options, "second", "first", "third")).toEqual(["first", "second"]);
  });

  it("are not noted where one before them is missing: the store is behind, and stays so for what follows", async () => {
    const options = empty();
    await delivered(options, "first");
    expect(await delivered(options, "third", "first", "second")).toBe(true);
    expect(await delivered(options, "fourth", "third")).toBe(true);
    expect(await held(options, "first", "third", "fourth")).toEqual(["first"]);
  });

  it("without a name are not noted, and leave no store behind", async () => {
    const options = empty();
    expect(await delivered(options, undefined, "never")).toBe(false);
    expect(await held(options, "never")).toEqual([]);
  });

  it("are noted together with the last events: an import that is killed before notes none", async () => {
    const options = empty();
    const events = Array.from({ length: 30 }, (_, n) => prompt(n));
    const delivery = { name: "whole", after: [], rules: {} };
    let commits = 0;
    const dies = <Result>(work: Promise<Result>) =>
      ++commits > 4 ? Promise.reject<Result>(new Error("killed")) : work;
    await expect(
      importText(options, ndjson(...events), { delivery, batchSize: 10, interruptible: dies }),
    ).rejects.toThrow("killed");
    expect(await held(options, "whole")).toEqual([]);
  });

  it("are none where there is no store, and none is made by asking", async () => {
    const options = empty();
    expect(await held(options, "first")).toEqual([]);
    expect(existsSync(locationOf(options).shown)).toBe(false);
  });

  it("are none in a database of before there were any, and not known in what is no store", async () => {
    const options = empty();
    const file = join(options.dataDir, "tracker.db");
    new DatabaseSync(file).close();
    expect([...((await heldDeliveries(locationOf(options), ["first"])) ?? ["?"])]).toEqual([]);
    const other = empty();
    writeFileSync(join(other.dataDir, "tracker.db"), "no database ".repeat(200));
    expect(await heldDeliveries(locationOf(other), ["first"])).toBeUndefined();
    const third = empty();
    mkdirSync(join(third.dataDir, "tracker.db"));
    expect(await heldDeliveries(locationOf(third), ["first"])).toBeUndefined();
  });
});

async function opened<Result>(options: StoreOptions, use: (store: Store) => Promise<Result>): Promise<Result> {
  const store = await openStoreToWrite(options);
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

it("a machine is one person's, the last it was given to, until it is taken away", async () => {
  const options = empty();
  const on = (machine: string) => ({
    ...prompt(2, { machine_id: machine }),
    id: `${machine}:${String(prompt(2)["id"])}`,
  });
  await importText(options, ndjson(on("laptop"), on("attic"), prompt(1)));
  await opened(options, async (store) => {
    expect(await machinesOf(store)).toEqual(["", "attic", "laptop"]);
    await setPerson(store, "ana", ["", "laptop", "attic"]);
    await setPerson(store, "ben", ["laptop"]);
    const people = async () => Object.fromEntries(await peopleOf(store));
    expect(await people()).toEqual({ "": "ana", attic: "ana", laptop: "ben" });
    expect(await removePerson(store, "ana", ["laptop", "attic"])).toBe(1);
    expect(await people()).toEqual({ "": "ana", laptop: "ben" });
    expect(await removePerson(store, "ana", undefined)).toBe(1);
    expect(await people()).toEqual({ laptop: "ben" });
  });
});

it("a statement that is kept is never changed, only dropped, and the oldest period comes first", async () => {
  const row = (id: string, client: string, since: string): StatementRow => ({
    id,
    client,
    since,
    until: "2026-04-01T00:00:00Z",
    made: "2026-04-02T00:00:00Z",
    body: id,
  });
  await opened(empty(), async (store) => {
    for (const one of [row("b", "Acme", "2026-03-01"), row("a", "Bank", "2026-02-01"), row("c", "Bank", "2026-03-01")])
      expect(await keepStatement(store, one)).toBe(true);
    expect(await keepStatement(store, { ...row("a", "Bank", "2026-02-01"), body: "changed" })).toBe(false);
    expect((await statementsOf(store)).map(({ id, body }) => [id, body])).toEqual([
      ["a", "a"],
      ["b", "b"],
      ["c", "c"],
    ]);
    expect([await dropStatement(store, "b"), await dropStatement(store, "b")]).toEqual([true, false]);
    expect((await statementsOf(store)).map(({ id }) => id)).toEqual(["a", "c"]);
  });
});
