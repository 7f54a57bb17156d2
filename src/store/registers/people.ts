import type { Store } from "../open.ts";
import { storeFailure } from "../engine/store-failure.ts";

/** Whose a machine is: persons by the machines' names; that of events without a machine is the empty name. */
export type People = ReadonlyMap<string, string>;

/** Whose the machines are that somebody was named for. */
export async function peopleOf({ connection, location }: Store): Promise<People> {
  try {
    const rows = await connection.rows("select machine_id, person from event_people");
    return new Map(rows.map(([machine, person]) => [String(machine), String(person)]));
  } catch (error) {
    throw storeFailure(error, location);
  }
}

/** The machines that stored events come from, by name; events without a machine come from the empty name. */
export async function machinesOf({ connection, location }: Store): Promise<readonly string[]> {
  try {
    const rows = await connection.rows("select distinct machine_id from event_sessions");
    return rows.map(([machine]) => (machine ?? "") as string).sort();
  } catch (error) {
    throw storeFailure(error, location);
  }
}

/** Gives machines to a person, whosever they were. */
export async function setPerson(
  { connection, location }: Store,
  person: string,
  machines: readonly string[],
): Promise<void> {
  try {
    const db = await connection.database();
    await db.transaction().execute(async (transaction) => {
      for (const machine of machines)
        await transaction
          .insertInto("event_people")
          .values({ machine_id: machine, person })
          .onConflict((conflict) => conflict.column("machine_id").doUpdateSet({ person }))
          .execute();
    });
  } catch (error) {
    throw storeFailure(error, location);
  }
}

/** Takes machines from a person, all of them if none is named: they are nobody's then. Returns how many they were. */
export async function removePerson(
  { connection, location }: Store,
  person: string,
  machines: readonly string[] | undefined,
): Promise<number> {
  try {
    const db = await connection.database();
    return await db.transaction().execute(async (within) => {
      const all = within.deleteFrom("event_people").where("person", "=", person);
      const some = machines === undefined ? all : all.where("machine_id", "in", machines);
      return Number((await some.executeTakeFirst()).numDeletedRows);
    });
  } catch (error) {
    throw storeFailure(error, location);
  }
}
