import { hash } from "node:crypto";

const BYTES = 8;

/**
 * A set of texts that remembers 64 bits of each, small enough to be kept in a cursor. That two texts of one log have
 * the same digest takes some four thousand million of them.
 */
export class DigestSet {
  readonly #digests: Set<string>;
  readonly #limit: number;

  /** `limit`: how many are remembered; the oldest are forgotten first. */
  constructor(limit = Infinity, digests: Iterable<string> = []) {
    this.#limit = limit;
    this.#digests = new Set(digests);
  }

  /** The set that `packed()` wrote, or `undefined` when it was not that. */
  static unpacked(packed: unknown, limit = Infinity): DigestSet | undefined {
    if (typeof packed !== "string") return undefined;
    const bytes = Buffer.from(packed, "base64url");
    if (bytes.length % BYTES !== 0 || bytes.toString("base64url") !== packed) return undefined;
    const digests: string[] = [];
    for (let at = 0; at < bytes.length; at += BYTES) digests.push(bytes.toString("latin1", at, at + BYTES));
    return new DigestSet(limit, digests);
  }

  packed(): string {
    return Buffer.from([...this.#digests].join(""), "latin1").toString("base64url");
  }

  get size(): number {
    return this.#digests.size;
  }

  has(text: string): boolean {
    return this.#digests.has(digestOf(text));
  }

  /** Adds a text; false when it was there already. */
  add(text: string): boolean {
    const digest = digestOf(text);
    if (this.#digests.has(digest)) return false;
    this.#digests.add(digest);
    if (this.#digests.size > this.#limit) for (const oldest of this.#digests) return this.#digests.delete(oldest);
    return true;
  }
}

function digestOf(text: string): string {
  return hash("sha256", text, "buffer").toString("latin1", 0, BYTES);
}
