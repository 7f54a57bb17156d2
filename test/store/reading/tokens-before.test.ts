/** Whether an agent's tokens were stored from before a moment, in a file and on a server. */
import { afterAll, beforeAll, expect, it } from "vitest";
import type { StoreOptions } from "../../../src/store/location.ts";
import { openStore } from "../../../src/store/open.ts";
import { tokensBefore } from "../../../src/store/reading/tokens-before.ts";
import { ndjson, prompt, toolUse, type Fields } from "../../support/store/events.ts";
import { importText } from "../../support/store/import.ts";
import { hasPostgres, startPostgres, type Server } from "../../support/servers/postgres.ts";
import { tempDir } from "../../support/program/temp.ts";
import { at } from "../../support/store/week.ts";

let server: Server | undefined;
beforeAll(async () => {
  if (hasPostgres) server = await startPostgres();
});
afterAll(() => server?.stop());

function tokens(n: number, agent: string): Fields {
  const { length: _length, has_image: _image, ...rest } = prompt(n, { agent, session_id: agent });
  const id = `remote.agent:agent_usage:${String(rest["timestamp"])}:u${n}`;
  return { ...rest, id, type: "agent_usage", model: "m", input_tokens: 1 };
}

async function toldBefore(options: StoreOptions): Promise<readonly (readonly string[])[]> {
  await importText(
    options,
    ndjson(prompt(0), toolUse(1, { agent: "pi" }), tokens(5, "codex"), tokens(9, "claude-code")),
  );
  const store = await openStore(options);
  if (store === undefined) throw new Error("it is there");
  const before = async (moment: number) => [
    ...(await tokensBefore(store, ["codex", "claude-code", "pi", "cursor"], moment)),
  ];
  const found = [];
  for (const moment of [at("2026-03-02T08:05:00Z"), at("2026-03-02T08:05:01Z"), at("2026-03-03T00:00:00Z"), -Infinity])
    found.push(await before(moment));
  await store.close();
  return found;
}

const EXPECTED = [[], ["codex"], ["codex", "claude-code"], []];

it("tokens before a moment are those of the agent, the moment not among them", async () => {
  expect(await toldBefore({ db: undefined, dataDir: tempDir() })).toEqual(EXPECTED);
});

it.skipIf(!hasPostgres)("on PostgreSQL too", async () => {
  expect(await toldBefore({ db: server?.database("before"), dataDir: "/nonexistent" })).toEqual(EXPECTED);
});
