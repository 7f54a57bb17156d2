/** A text, and how many bytes of UTF-8 it has. */
export interface Worded {
  readonly length: number;
  readonly text: string;
}

/** Measures a text. */
export function worded(text: string): Worded {
  return { length: Buffer.byteLength(text), text };
}
