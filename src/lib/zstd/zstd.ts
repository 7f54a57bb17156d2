import { readSync } from "node:fs";

const CHUNK = 1 << 20;

/** What a compressed file of that size holds, a chunk at a time. Throws where it ends too early or is damaged. */
export async function* unzstd(file: number, size: number): AsyncGenerator<Buffer, void, undefined> {
  // Loaded when it is needed, from Node itself: a file of ours may be gone by then.
  const [{ createZstdDecompress }, { pipeline, Readable }] = await Promise.all([
    import("node:zlib"),
    import("node:stream"),
  ]);
  const zstd = createZstdDecompress({ chunkSize: CHUNK });
  // Read here and not by a stream of the file, so that nobody still reads from it once it is closed.
  const compressed = Readable.from(
    chunksOf(file, size, () => !zstd.destroyed),
    { objectMode: false },
  );
  // Errors are thrown by the loop.
  pipeline(compressed, zstd, () => undefined);
  for await (const chunk of zstd) yield chunk as Buffer;
}

function* chunksOf(file: number, size: number, isWanted: () => boolean): Generator<Buffer, void, undefined> {
  for (let at = 0; at < size && isWanted();) {
    const chunk = Buffer.allocUnsafe(Math.min(CHUNK, size - at));
    const count = readSync(file, chunk, 0, chunk.length, at);
    if (count === 0) return;
    at += count;
    yield chunk.subarray(0, count);
  }
}
