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

/** Orders paths by their bytes. */
export function comparePaths(a: string, b: string): number {
  if (isAscii(a) && isAscii(b)) return a < b ? -1 : a > b ? 1 : 0;
  return Buffer.compare(Buffer.from(pathBytes(a)), Buffer.from(pathBytes(b)));
}

function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 0x7f) return false;
  return true;
}

/** How many bytes the valid UTF-8 character at `at` has, or 0. */
function characterAt(bytes: Buffer, at: number): number {
  for (let length = 1; length <= 4; length++) {
    const text = bytes.toString("utf8", at, at + length);
    if (!text.includes("\ufffd") || (length === 3 && text === "\ufffd" && bytes.readUIntBE(at, 3) === 0xefbfbd))
      return length;
  }
  return 0;
}
