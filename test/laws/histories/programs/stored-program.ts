/** An export by the built program into its own store, which is lost and restored like everything else. */
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { hasStrace, TT } from "../../../support/program/machine.ts";
import { runBuilt } from "./built-program.ts";
import type { Run, StoreFault } from "../history.ts";
import type { Ending, World } from "../world.ts";

const PLAIN = ["killed", "ended-by-signal", "elsewhere", "behind-a-shell", "replacing", "two-at-once"] as const;
const STRACED = ["killed-at-syscall", "syscall-fails"] as const;
export const STORED_FAULTS: readonly [string, ...string[]] = hasStrace ? [...PLAIN, ...STRACED] : PLAIN;

const OWN = ["tt", "import"];
/** Where the exporter cannot see that its events go into the store, and which one. */
const BEHIND_A_SHELL = ["sh", "-c", 'exec "$0" "$1" import', process.execPath, TT];

const STORE = "tracker.db";
/** What SQLite keeps of a store: the file, and what is not copied back into it yet. */
const PARTS = ["", "-wal"] as const;

/** Runs an export into the store. What the store holds afterwards is what was delivered. */
export async function runStored(world: World, run: Run, meanwhile?: () => void): Promise<Ending> {
  const { folder, dataDir, files } = world;
  const place = { folder, dataDir, files, flags: [...world.flags, "--types", "core"] };
  if (run.fault === "anew") return runBuilt(place, run);
  const isReplacing = run.fault === "replacing";
  const consumer = isReplacing
    ? [...OWN, "--replace"]
    : run.fault === "elsewhere"
      ? undefined
      : run.fault === "behind-a-shell"
        ? BEHIND_A_SHELL
        : OWN;
  const isElsewhere = consumer !== OWN && !isReplacing;
  const fault = isElsewhere ? "clean" : !isReplacing ? run.fault : run.at < 0.5 ? "killed" : "clean";
  const flags = isReplacing ? [...place.flags, "--full"] : place.flags;
  const whole = { ...place, flags, ...(consumer === undefined ? {} : { consumer }) };
  const ending = await runBuilt(whole, { ...run, fault }, meanwhile);
  const held = heldIn(dataDir);
  keepCopy(world);
  return { ...ending, lines: held, isElsewhere };
}

/** Loses the store, or puts an older copy in its place. */
export function spoilStore(world: World, { kind, at }: StoreFault): void {
  const copies = copiesOf(world);
  for (const part of [...PARTS, "-shm"]) rmSync(join(world.dataDir, STORE + part), { force: true });
  const copy = copies[Math.floor(at * (copies.length - 1))];
  if (kind === "lost" || copy === undefined) return;
  for (const name of readdirSync(copy)) copyFileSync(join(copy, name), join(world.dataDir, name));
}

/** Nobody has the store open when an export is over: its consumer shares its output. */
export function keepCopy(world: World): void {
  const copy = join(world.folder, "copies", String(copiesOf(world).length).padStart(4, "0"));
  mkdirSync(copy, { recursive: true });
  for (const part of PARTS) {
    const path = join(world.dataDir, STORE + part);
    if (existsSync(path)) copyFileSync(path, join(copy, STORE + part));
  }
}

function copiesOf({ folder }: World): readonly string[] {
  const copies = join(folder, "copies");
  return existsSync(copies)
    ? readdirSync(copies)
        .sort()
        .map((name) => join(copies, name))
    : [];
}

/** The events that the store of a data directory holds. */
export function heldIn(dataDir: string): readonly string[] {
  const path = join(dataDir, STORE);
  if (!existsSync(path)) return [];
  const database = new DatabaseSync(path, { timeout: 10_000 });
  try {
    if (database.prepare("select 1 from sqlite_schema where name = 'events'").get() === undefined) return [];
    return database
      .prepare("select data from events")
      .all()
      .map(({ data }) => String(data));
  } finally {
    database.close();
  }
}
