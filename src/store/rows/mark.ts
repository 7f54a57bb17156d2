const LARGEST = 2 ** 31 - 1;

/** FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv/): quick, and the same for ever. */
export function markOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < id.length; at++) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193);
  return hash | 0;
}

/** The mark that is taken where another event of the same millisecond has this one. */
export function nextMark(mark: number): number {
  return mark === LARGEST ? -LARGEST : mark + 1;
}
