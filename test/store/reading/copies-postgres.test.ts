/** The same on a server. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { activitiesIn, eventsIn } from "../../../src/commands/stored/events.ts";
import { correctable } from "../../../src/store/import/correctable.ts";
import { openStore } from "../../../src/store/open.ts";
import { copiedSessions } from "../../../src/store/reading/copied-sessions.ts";
import { ndjson, prompt, toolUse, whole, type Fields } from "../../support/store/events.ts";
import { importText } from "../../support/store/import.ts";
import { hasPostgres, startPostgres, type Server } from "../../support/servers/postgres.ts";
import { at, RULES } from "../../support/store/week.ts";

let server: Server | undefined;
beforeAll(async () => {
  if (hasPostgres) server = await startPostgres();
});
afterAll(() => server?.stop());

it.skipIf(!hasPostgres)("on PostgreSQL a log on two machines counts once, too", async () => {
  const options = { db: server?.database("copies"), dataDir: "/nonexistent" };
  const lap = (event: Fields) => ({ ...event, id: `lap:${String(event["id"])}`, machine_id: "lap" });
  await importText(options, ndjson(prompt(1), toolUse(2)));
  await importText(options, ndjson(lap(prompt(1)), lap(toolUse(2)), lap(toolUse(3))));
  const read = { store: { ...options, isNamed: true }, persons: undefined, strict: false };
  const day = { start: at("2026-03-02T00:00:00Z"), end: at("2026-03-03T00:00:00Z") };
  const events = (await eventsIn(read, day))?.events;
  expect(events?.map(({ id, machine_id }) => [id, machine_id])).toEqual([
    [prompt(1)["id"], undefined],
    [toolUse(2)["id"], undefined],
    [`lap:${String(toolUse(3)["id"])}`, undefined],
  ]);
  expect([...((await activitiesIn(read, day, RULES))?.all() ?? [])].length).toBe(3);
  const store = await openStore(options);
  if (store === undefined) throw new Error("it is there");
  expect(await copiedSessions(store)).toEqual([
    { agent: "claude-code", session_id: "s1", machines: [undefined, "lap"] },
  ]);
  await store.close();
});

it.skipIf(!hasPostgres)("on PostgreSQL the copy counts that was read by the newest rules, too", async () => {
  const options = { db: server?.database("rules"), dataDir: "/nonexistent" };
  const CLAUDE = { "claude-code": 2 };
  const on = (machine: string, n: number, length: number) => {
    const event = prompt(n, { length, machine_id: machine });
    return { ...event, id: `${machine}:${String(event["id"])}` };
  };
  /** What counts, and how many sessions are of unknown rules. */
  const told = async () => {
    const store = await openStore(options);
    if (store === undefined) throw new Error("it is there");
    const events: string[] = [];
    for await (const event of store.events({ once: true }))
      events.push(`${event.machine_id} ${String((event as unknown as Fields)["length"])}`);
    const { unknown } = await correctable(store, CLAUDE);
    await store.close();
    return [...events, unknown];
  };
  await importText(options, ndjson(on("a", 1, 5), on("b", 1, 6), on("b", 2, 6)));
  expect(await told()).toEqual(["a 5", "b 6", 2]);
  await importText(options, whole(CLAUDE, on("b", 1, 7), on("b", 2, 7)), { replace: true });
  expect(await told()).toEqual(["b 7", "b 7", 0]);
  await importText(options, ndjson(on("a", 3, 5)));
  expect(await told()).toEqual(["b 7", "b 7", "a 5", 1]);
  await importText(options, whole(CLAUDE, on("a", 1, 8), on("a", 3, 8)), { replace: true });
  expect(await told()).toEqual(["a 8", "b 7", "a 8", 0]);
});
