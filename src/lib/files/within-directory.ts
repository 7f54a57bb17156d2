/** Whether a path is a directory or lies in it, by their names. */
export function contains(directory: string, path: string): boolean {
  const outer = plainPath(directory);
  const inner = plainPath(path);
  return inner === outer || inner.startsWith(outer.endsWith("/") ? outer : `${outer}/`);
}

/** Without slashes at the end; a path of Windows with slashes of the other kind, whose letters' case does not matter. */
export function plainPath(path: string): string {
  const slashes = /^[A-Za-z]:[/\\]|^\\\\|^~\\/.test(path) ? path.replaceAll("\\", "/").toLowerCase() : path;
  return slashes.replace(/(?<=.)\/+$/, "");
}
