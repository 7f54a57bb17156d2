import { Buffer } from "node:buffer";
import type { Delivery } from "../../../src/delivery.ts";
import { importEvents, type Imported, type ImportRequest } from "../../../src/store/import/import.ts";
import { replaceEvents } from "../../../src/store/import/replace.ts";
import { openStore, openStoreToWrite } from "../../../src/store/open.ts";
import type { StoredEvent } from "../../../src/events/stored-event.ts";
import type { StoreOptions } from "../../../src/store/location.ts";

export interface ImportedFrom {
  readonly interruptible?: ImportRequest["interruptible"];
  readonly batchSize?: number;
  readonly lineCap?: number;
  /** Where the stream is cut into chunks. */
  readonly chunk?: number;
  /** As `tt import --replace`. */
  readonly replace?: boolean;
  readonly delivery?: Delivery;
  readonly now?: () => Date;
}

let imports = 0;

/** Imports a text in this process. */
export async function importText(
  options: StoreOptions,
  text: string | Buffer,
  { chunk = 1 << 16, replace = false, ...how }: ImportedFrom = {},
): Promise<Imported> {
  const store = await openStoreToWrite({ ...options, patienceMs: 5000 });
  const bytes = Buffer.from(text);
  try {
    return await (replace ? replaceEvents : importEvents)({
      store,
      inputs: [
        {
          name: undefined,
          async *chunks() {
            for (let at = 0; at < bytes.length; at += chunk)
              yield await Promise.resolve(bytes.subarray(at, at + chunk));
          },
        },
      ],
      id: `import-${imports++}`,
      origin: "test",
      now: () => new Date(Date.UTC(2026, 2, 3)),
      interruptible: (work) => work,
      ...how,
    });
  } finally {
    await store.close();
  }
}

/** Everything that a store holds. */
export async function stored(options: StoreOptions): Promise<readonly StoredEvent[]> {
  const store = await openStore(options);
  if (store === undefined) return [];
  try {
    return await collect(store.events());
  } finally {
    await store.close();
  }
}

export async function collect<Item>(items: AsyncIterable<Item>): Promise<readonly Item[]> {
  const collected: Item[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}
