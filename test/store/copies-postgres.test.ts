/** The same on a server. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { activitiesIn, eventsIn } from "../../src/commands/stored/events.ts";
import { openStore } from "../../src/store/open.ts";
import { copiedSessions } from "../../src/store/reading/copied-sessions.ts";
import { ndjson, prompt, toolUse, type Fields } from "../support/events.ts";
import { importText } from "../support/import.ts";
import { hasPostgres, startPostgres, type Server } from "../support/postgres.ts";
import { at, RULES } from "../support/week.ts";

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
