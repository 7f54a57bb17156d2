/**
 * Names of files are bytes, ours are strings. A byte that is no UTF-8 stands as the unpaired surrogate U+DC80 to U+DCFF,
 * as in Python (PEP 383), so that every name has a string of its own, JSON can keep it, and the bytes come back.
 */

/** The string of a name's bytes. */
export function nameOfBytes(bytes: Buffer): string {
  const text = bytes.toString("utf8");
  if (!text.includes("\ufffd") || Buffer.from(text, "utf8").equals(bytes)) return text;
  let name = "";
  for (let at = 0; at < bytes.length;) {
    const length = characterAt(bytes, at);
    if (length === 0) name += String.fromCharCode(0xdc00 + (bytes[at] ?? 0));
    else name += bytes.toString("utf8", at, at + length);
    at += length || 1;
  }
  return name;
}

/** What file-system calls take for a path of such strings. */
export function pathBytes(path: string): string | Buffer {
  if (path.isWellFormed()) return path;
  const parts: Buffer[] = [];
  for (const character of path) {
    const code = character.charCodeAt(0);
    const isByte = character.length === 1 && code >= 0xdc80 && code <= 0xdcff;
    parts.push(isByte ? Buffer.from([code - 0xdc00]) : Buffer.from(character, "utf8"));
  }
  return Buffer.concat(parts);
}

/** Orders things by the bytes of their paths. */
export function sortByPath<T extends { readonly path: string }>(things: T[]): T[] {
  // Of text without surrogates, code units come in the order of the bytes. Looked at once, not with every comparison.
  if (!things.some(({ path }) => SURROGATE.test(path))) return things.sort((a, b) => (a.path < b.path ? -1 : 1));
  return things.sort((a, b) => Buffer.compare(Buffer.from(pathBytes(a.path)), Buffer.from(pathBytes(b.path))));
}

const SURROGATE = /[\ud800-\udfff]/;

/** How many bytes the valid UTF-8 character at `at` has, or 0. */
function characterAt(bytes: Buffer, at: number): number {
  for (let length = 1; length <= 4 && at + length <= bytes.length; length++) {
    const text = bytes.toString("utf8", at, at + length);
    if (!text.includes("\ufffd") || (length === 3 && text === "\ufffd" && bytes.readUIntBE(at, 3) === 0xefbfbd))
      return length;
  }
  return 0;
}
