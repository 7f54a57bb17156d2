import type { Store } from "../open.ts";
import type { StatementRow } from "../schema/schema.ts";
import { storeFailure } from "../engine/store-failure.ts";
import { refuseOfPart } from "../engine/unseen.ts";

/** The statements that are kept, the oldest period first. */
export async function statementsOf({ connection, location }: Store): Promise<readonly StatementRow[]> {
  try {
    const db = await connection.database();
    return await db.selectFrom("event_statements").selectAll().orderBy("since").orderBy("client").execute();
  } catch (error) {
    throw storeFailure(error, location);
  }
}

/**
 * Keeps a statement, unless one of that id is kept already: nothing billed changes silently. Whether it is this one. Fails
 * where it may be of a part of the work.
 */
export async function keepStatement({ connection, location }: Store, row: StatementRow): Promise<boolean> {
  try {
    await refuseOfPart(connection, location, "the statement is");
    const db = await connection.database();
    return await db.transaction().execute(async (within) => {
      const all = within.insertInto("event_statements").values(row);
      const { numInsertedOrUpdatedRows = 0n } = await all
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst();
      return numInsertedOrUpdatedRows > 0n;
    });
  } catch (error) {
    throw storeFailure(error, location);
  }
}

/** Whether there was one of that id. */
export async function dropStatement({ connection, location }: Store, id: string): Promise<boolean> {
  try {
    const db = await connection.database();
    return await db.transaction().execute(async (within) => {
      const { numDeletedRows } = await within.deleteFrom("event_statements").where("id", "=", id).executeTakeFirst();
      return numDeletedRows > 0n;
    });
  } catch (error) {
    throw storeFailure(error, location);
  }
}
