import { readdirSync, readlinkSync } from "node:fs";

/** Who else has a socket open, of the processes that started after this was made: what /proc shows (Linux). */
export class Holders {
  readonly #link: string;
  readonly #before: ReadonlySet<string>;

  /** Throws where there is no /proc. */
  constructor(inode: string) {
    this.#link = `socket:[${inode}]`;
    this.#before = new Set(readdirSync("/proc"));
  }

  /** Whether there is one. Another user's is not seen. */
  get any(): boolean {
    return readdirSync("/proc").some((name) => /^\d+$/.test(name) && !this.#before.has(name) && this.#holds(name));
  }

  #holds(pid: string): boolean {
    const directory = `/proc/${pid}/fd`;
    try {
      return readdirSync(directory).some((name) => linkAt(`${directory}/${name}`) === this.#link);
    } catch {
      return false;
    }
  }
}

/** What is open there; `undefined` when it is closed by now. */
function linkAt(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
