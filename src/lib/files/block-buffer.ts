/** Memory that a file is read into, a block at a time. */
export interface BlockBuffer {
  /** All of it. Views of it are good until it grows or shrinks. */
  readonly bytes: Buffer;
  /** Makes it at least so large, and keeps what is in it. */
  grow(size: number): void;
  /** Makes it as small as it was at first, with anything in it. */
  shrink(): void;
}

/** Memory of our own. */
export class HeapBuffer implements BlockBuffer {
  readonly #size: number;
  bytes: Buffer;

  constructor(size: number) {
    this.#size = size;
    this.bytes = Buffer.allocUnsafeSlow(size);
  }

  grow(size: number): void {
    const grown = Buffer.allocUnsafeSlow(size);
    this.bytes.copy(grown);
    this.bytes = grown;
  }

  shrink(): void {
    this.bytes = Buffer.allocUnsafeSlow(this.#size);
  }
}
