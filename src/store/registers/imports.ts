import { aheadFrom } from "../../lib/process/clock.ts";
import type { Database, ImportRow } from "../schema/schema.ts";

/** How many imports are remembered. */
export const REMEMBERED = 1000;

/** The import that began last, as far as this clock can tell. */
export async function lastImport(db: Database, now: Date): Promise<ImportRow | undefined> {
  return newestFirst(db, now).selectAll().limit(1).executeTakeFirst();
}

/** Forgets the oldest imports; the events stay. */
export async function forgetOldImports(db: Database, now: Date): Promise<void> {
  // In a transaction: only the beginning of one waits for others who write, a statement alone fails at once.
  await db.transaction().execute(async (within) => {
    const kept = newestFirst(within, now).select("id").orderBy("id").limit(REMEMBERED);
    await within.deleteFrom("imports").where("id", "not in", kept).execute();
  });
}

/**
 * An import that was made while a clock was ahead comes after all others: it would be the last one for as long as the
 * clock was ahead, and nothing else tells when it was.
 */
function newestFirst(db: Database, now: Date) {
  const ahead = aheadFrom(now).toISOString();
  return db
    .selectFrom("imports")
    .orderBy(({ eb }) => eb("started", ">", ahead))
    .orderBy("started", "desc");
}
