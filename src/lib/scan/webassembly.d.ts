// The part of WebAssembly's JavaScript interface that is used here; the types of Node do not have it.

declare namespace WebAssembly {
  interface Memory {
    readonly buffer: ArrayBuffer;
    /** Detaches the buffer that was there; gives the pages before. */
    grow(pages: number): number;
  }
  interface Global {
    readonly value: number;
  }
  const Module: new (bytes: Uint8Array) => object;
  const Instance: new (module: object) => { readonly exports: unknown };
}
