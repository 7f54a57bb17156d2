/** A home folder at the beginning of a path, as systems have them. */
const HOME = /^(?:[A-Za-z]:)?[/\\](?:(?:home|Users)[/\\][^/\\]+|root)(?=[/\\]|$)/;

/** A path with `~` for the home folder that it begins with: the same path below it on two machines is one. */
export function belowHome(path: string): string {
  return path.replace(HOME, "~");
}

/** Whether a path is written from the home folder on, whosever that is. */
export function hasTilde(path: string): boolean {
  return /^~(?:[/\\]|$)/.test(path);
}

/** A path that is written so, in this home folder; any other as it is. */
export function inHome(path: string, home: string): string {
  return hasTilde(path) ? home + path.slice(1) : path;
}
