/** A home folder at the beginning of a path, as systems have them. */
const HOME = /^(?:[A-Za-z]:)?[/\\](?:(?:home|Users)[/\\][^/\\]+|root)(?=[/\\]|$)/;

/** A path with `~` for the home folder that it begins with: the same path below it on two machines is one. */
export function belowHome(path: string): string {
  return path.replace(HOME, "~");
}
