import { fileURLToPath } from "node:url";

/**
 * The path of a URI as VS Code writes it; of one that leads to another machine or into a container, the path there.
 * `undefined` for what names no file.
 */
export function pathOfUri(uri: unknown): string | undefined {
  if (typeof uri !== "string" || !URL.canParse(uri)) return undefined;
  const url = new URL(uri);
  try {
    // Whoever wrote it may have run on another system than this.
    if (url.protocol === "file:") return fileURLToPath(url, { windows: url.host !== "" || DRIVE.test(url.pathname) });
    return url.protocol === "vscode-remote:" && url.pathname !== "" ? decodeURIComponent(url.pathname) : undefined;
  } catch (error) {
    // A `%` that encodes nothing, or an encoded `/`.
    if (error instanceof URIError || (error instanceof TypeError && "code" in error)) return undefined;
    throw error;
  }
}

const DRIVE = /^\/[A-Za-z](?::|%3A)(?:\/|$)/i;
