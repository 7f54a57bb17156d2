import type { Batch, Source } from "./source.ts";

/** A format whose code is loaded when the first log is read: most runs read nothing of most agents. */
export interface LazyFormat<Format> {
  /** That of the format. */
  readonly revision: number;
  readonly load: () => Promise<Format>;
}

/** The reader that is made of a format, once, when it is first asked for. Fails where the revision is another one. */
export function whenRead<Format extends { readonly revision: number }, Reader>(
  { revision, load }: LazyFormat<Format>,
  make: (format: Format) => Promise<Reader>,
): () => Promise<Reader> {
  let reader: Promise<Reader> | undefined;
  const open = async () => {
    const format = await load();
    if (format.revision !== revision)
      throw new Error(`the format has the revision ${format.revision}, not ${revision}`);
    return make(format);
  };
  return () => (reader ??= open());
}

/** The batches that a reader gives once it is there. */
export async function* readBy<Reader>(
  reader: Promise<Reader>,
  read: (reader: Reader) => Iterable<Batch> | AsyncIterable<Batch>,
): AsyncGenerator<Batch, void, undefined> {
  yield* read(await reader);
}

/** Waits until the code that reads the logs of these sources is there. */
export async function loaded(sources: Iterable<Pick<Source, "load">>): Promise<void> {
  await Promise.all([...sources].map(async (source) => source.load?.()));
}
