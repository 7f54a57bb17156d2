/** A store that is damaged: by chance, a byte at a time, and by what is gone. */
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { StoredEvent } from "../../src/events/stored-event.ts";
import { Failure } from "../../src/failure.ts";
import { arrange } from "../../src/hours/activities/arrange.ts";
import { NO_MAP } from "../../src/hours/projects/project-map.ts";
import { report } from "../../src/hours/report/report.ts";
import { intervals } from "../../src/hours/interval.ts";
import type { DamagedEvent } from "../../src/store/reading/event-query.ts";
import { openStore } from "../../src/store/open.ts";
import { overviewOf } from "../../src/store/overview.ts";
import { ndjson, prompt, toolUse } from "../support/store/events.ts";
import { importText } from "../support/store/import.ts";
import { seededRandom, type Random } from "../support/random/random.ts";
import { tempDir } from "../support/program/temp.ts";
import { RULES } from "../support/store/week.ts";
import { some, times } from "../support/shares.ts";

const CASES = times(10);
const events = Array.from({ length: 400 }, (_, n) =>
  n % 5 === 0
    ? prompt(n, { session_id: `s${n % 7}`, cwd: `/home/ana/p${n % 3}` })
    : toolUse(n, { session_id: `s${n % 7}`, cwd: `/home/ana/p${n % 3}`, later: { n } }),
);
const folder = mkdtempSync(join(tmpdir(), "tt-test-"));
const sound = join(folder, "sound.db");

beforeAll(async () => {
  await importText({ db: sound, dataDir: folder }, ndjson(...events));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Found {
  readonly events: readonly StoredEvent[];
  readonly damaged: readonly DamagedEvent[];
}

/** Asks a store everything that `tt` asks one. */
async function askAll(db: string): Promise<Found | undefined> {
  const store = await openStore({ db, dataDir: folder, patienceMs: 100 });
  if (store === undefined) return undefined;
  const [found, damaged]: [StoredEvent[], DamagedEvent[]] = [[], []];
  try {
    for await (const event of store.events({}, (what) => damaged.push(what))) found.push(event);
    await overviewOf(store, new Date());
  } finally {
    await store.close();
  }
  const activities = arrange(found);
  const request = { rules: RULES, map: NO_MAP, zone: "UTC" };
  report(found, { ...request, window: { start: -1e11, end: 1e11 }, by: ["project"], rounding: undefined });
  for (const kind of ["human", "agent"] as const) intervals(activities, { ...request, kind, now: 2e9 });
  return { events: found, damaged };
}

/** Nothing but an answer, or a failure of ours with something to do. */
async function answered(db: string, how: string): Promise<Found | undefined> {
  for (const work of [
    () => askAll(db),
    () => importText({ db, dataDir: folder }, ndjson(events[3] ?? {}, prompt(9999))),
  ]) {
    const failure: unknown = await work().then(
      () => undefined,
      (error: unknown) => error,
    );
    if (failure === undefined) continue;
    if (!(failure instanceof Failure)) throw new Error(`${how}: no failure of ours`, { cause: failure });
    expect([how, failure.exitCode, failure.hint]).toEqual([how, 74, expect.stringMatching(/./)]);
  }
  return askAll(db).catch(() => undefined);
}

const DAMAGES: Readonly<Record<string, (bytes: Buffer, random: Random) => void>> = {
  "a byte": (bytes, { below }) => void (bytes[below(bytes.length)] = below(256)),
  "a byte of text": (bytes, { below }) => {
    const at = bytes.indexOf("garden", below(bytes.length));
    bytes[at < 0 ? 200 : at] = below(256);
  },
  "a bit": (bytes, { below }) => {
    const at = below(bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << below(8));
  },
  "some zeros": (bytes, { below }) => {
    const at = below(bytes.length);
    bytes.fill(0, at, Math.min(bytes.length, at + 1 + below(600)));
  },
  "a page of another": (bytes, { below }) => {
    const pages = bytes.length / 4096;
    bytes.copy(bytes, 4096 * below(pages), 4096 * below(pages), 4096 * (1 + below(pages)));
  },
  "the end": (bytes, { below }) => void bytes.fill(0xff, below(bytes.length)),
};

describe("a damaged store", () => {
  it.each(Object.keys(DAMAGES))("(%s) is told in a sentence, never as a bug", async (how) => {
    const path = join(tempDir(), "t.db");
    for (let seed = 1; seed <= CASES / Object.keys(DAMAGES).length; seed++) {
      const bytes = readFileSync(sound);
      DAMAGES[how]?.(bytes, seededRandom(seed));
      writeFileSync(path, bytes);
      await answered(path, `${how}, seed ${seed}`);
    }
  });

  it("that lacks a table, a view, an index or a column says so", async () => {
    const listed = new DatabaseSync(sound);
    const objects = listed
      .prepare("select type, name from sqlite_schema where name not like 'sqlite_%'")
      .all() as unknown as { type: string; name: string }[];
    const columns = objects
      .filter(({ type }) => type === "table")
      .flatMap(({ name }) =>
        listed
          .prepare("select name from pragma_table_info(?)")
          .all(name)
          .map((row) => `alter table "${name}" rename column "${String(row["name"])}" to gone`),
      );
    listed.close();
    const drops = objects.map(({ type, name }) => `drop ${type} "${name}"`);
    expect(drops.length).toBeGreaterThan(4);
    for (const statement of [...drops, ...some(columns, 6)]) {
      const path = join(tempDir(), "t.db");
      copyFileSync(sound, path);
      const database = new DatabaseSync(path);
      try {
        // The old way of renaming does not look at the view.
        database.exec(`pragma legacy_alter_table = on; ${statement}`);
      } finally {
        database.close();
      }
      await answered(path, statement);
    }
  });
});
