import type { Store } from "../open.ts";
import { storeFailure } from "../engine/store-failure.ts";

/** When events were imported, by their numbers. */
export interface ImportTimes {
  /** The number of the last event. */
  readonly last: number;
  of(seq: number): string;
}

export async function batchesOf({ connection, location }: Store): Promise<ImportTimes> {
  try {
    const rows = await connection.rows("select last_seq, imported_at from event_batches order by id");
    const batches = rows.map(([last, at]) => ({ last: Number(last), at: new Date(Number(at)).toISOString() }));
    return {
      last: batches.at(-1)?.last ?? 0,
      of(seq) {
        let [low, high] = [0, batches.length];
        while (low < high) {
          const middle = (low + high) >> 1;
          if ((batches[middle]?.last ?? Infinity) < seq) low = middle + 1;
          else high = middle;
        }
        return batches[low]?.at ?? "";
      },
    };
  } catch (error) {
    throw storeFailure(error, location);
  }
}
