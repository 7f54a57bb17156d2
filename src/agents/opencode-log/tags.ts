/** The tags of a line by their names; of equal names the first counts. */
export type Tags = ReadonlyMap<string, string>;

const NAME = /^[A-Za-z_][\w.-]{0,63}$/;

/**
 * The tags at the start of a text, `name=value` with a space between them, and where they end. Values are not quoted: one
 * with a space in it ends at the space, and what follows is taken for the message.
 */
export function plainTags(text: string, from: number): { readonly tags: Tags; readonly end: number } {
  const tags = new Map<string, string>();
  let at = from;
  while (at < text.length) {
    const space = text.indexOf(" ", at);
    const end = space < 0 ? text.length : space;
    const equals = text.indexOf("=", at);
    if (equals < 0 || equals >= end || !NAME.test(text.slice(at, equals))) break;
    note(tags, text.slice(at, equals), text.slice(equals + 1, end));
    at = end + 1;
  }
  return { tags, end: Math.min(at, text.length) };
}

/** The tags of a line of logfmt, where a value with a space, a quote or `=` in it is written as a string of JSON. */
export function quotedTags(text: string): Tags {
  const tags = new Map<string, string>();
  let at = 0;
  while (at < text.length) {
    const equals = text.indexOf("=", at);
    if (equals < 0 || !NAME.test(text.slice(at, equals))) break;
    const begin = equals + 1;
    const quoted = text[begin] === '"' ? quotedEnd(text, begin) : undefined;
    const space = text.indexOf(" ", quoted ?? begin);
    const end = space < 0 ? text.length : space;
    const value = text.slice(begin, end);
    note(tags, text.slice(at, equals), quoted === end ? unquoted(value) : value);
    at = end + 1;
  }
  return tags;
}

/** Where a string of JSON ends that begins there; `undefined` where it does not end. */
function quotedEnd(text: string, begin: number): number | undefined {
  for (let at = begin + 1; at < text.length; at++)
    if (text[at] === "\\") at++;
    else if (text[at] === '"') return at + 1;
  return undefined;
}

function unquoted(value: string): string {
  try {
    return String(JSON.parse(value));
  } catch {
    return value;
  }
}

/** The program writes what it does not have as `undefined`. */
function note(tags: Map<string, string>, name: string, value: string): void {
  if (!tags.has(name) && value !== "undefined" && value !== "null") tags.set(name, value);
}
