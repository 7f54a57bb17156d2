/** The store of a soak, read with SQLite itself. */
import { existsSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { Violation, type World } from "../histories/world.ts";
import type { OpenCodeWorld } from "./opencode.ts";

export class StoreReader {
  readonly #path: string;
  readonly #known = new Set<string>();

  constructor(path: string) {
    this.#path = path;
  }

  /** How many events were seen in it. */
  get size(): number {
    return this.#known.size;
  }

  /** The events that came into it since this was asked. */
  fresh(): readonly string[] {
    const rows = this.#read((database) => database.prepare("select id, data from events").all());
    const fresh = rows.filter(({ id }) => !this.#known.has(String(id)));
    for (const { id } of fresh) this.#known.add(String(id));
    return fresh.map(({ data }) => String(data));
  }

  /** Each ID is there once; whatever was delivered is there, and what is in the logs now. */
  check(worlds: readonly World[], openCode: OpenCodeWorld): void {
    const ids = this.#read((database) =>
      database
        .prepare("select id from events")
        .all()
        .map((row) => String(row["id"])),
    );
    const stored = new Set(ids);
    if (stored.size !== ids.length) throw new Violation(`${ids.length - stored.size} events are stored twice`);
    const logs = worlds.flatMap(({ tree }) => tree.paths.flatMap((path) => [...tree.events(path).keys()]));
    const sessions = openCode.lines().map((line) => String((JSON.parse(line) as { readonly id: unknown }).id));
    const delivered = [...worlds, openCode].flatMap((world) => [...world.delivered]);
    for (const id of [...logs, ...sessions, ...delivered])
      if (!stored.has(id)) throw new Violation(`not in the store: ${id}`);
  }

  #read<Rows>(ask: (database: DatabaseSync) => readonly Rows[]): readonly Rows[] {
    if (!existsSync(this.#path)) return [];
    const database = new DatabaseSync(this.#path, { timeout: 10_000 });
    try {
      if (database.prepare("select 1 from sqlite_schema where name = 'events'").get() === undefined) return [];
      return ask(database);
    } finally {
      database.close();
    }
  }
}
