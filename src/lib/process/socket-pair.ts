import { once } from "node:events";
import { chmodSync, mkdtempSync, readFileSync, rmdirSync, unlinkSync } from "node:fs";
import { createServer, Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { within } from "./within.ts";

/** Two ends of one connection. Nothing that comes to the second is read before somebody asks for it. */
export interface SocketPair {
  readonly ours: Socket;
  readonly theirs: Socket;
  /** The number by which the kernel knows the second end; `undefined` where it does not tell. */
  readonly inode: string | undefined;
}

/** Of what takes a moment: a call that fails where nobody is told of it must not hold us. */
const PATIENCE_MS = 2000;

/**
 * A connected pair of local stream sockets (Linux), as socketpair(2) makes them, which Node does not offer.
 *
 * Made through a name in a directory that nobody else can enter, so that no stranger can connect; when this returns, the
 * directory is gone. Rejects where there is no place for one, or no such socket can be made.
 */
export async function socketPair(): Promise<SocketPair> {
  const directory = mkdtempSync(join(tmpdir(), "tt-"));
  const path = join(directory, "s");
  const server = createServer({ pauseOnConnect: true, allowHalfOpen: true });
  const ours = new Socket({ allowHalfOpen: true });
  // Who waits hears of an error; so does nobody else, later.
  for (const each of [server, ours]) each.on("error", () => undefined);
  try {
    // Whatever the umask is.
    chmodSync(directory, 0o700);
    server.listen(path);
    await soon(once(server, "listening"));
    chmodSync(path, 0o600);
    const connection = once(server, "connection");
    ours.connect(path);
    await soon(Promise.all([connection, once(ours, "connect")]));
    const [theirs] = (await connection) as [Socket];
    return { ours, theirs, inode: inodeOf(path) };
  } catch (error) {
    ours.destroy();
    throw error;
  } finally {
    server.close();
    remove(unlinkSync, path);
    remove(rmdirSync, directory);
  }
}

/** Needs no descriptor: there may be none left. What cannot be removed stays. */
function remove(by: (path: string) => void, path: string): void {
  try {
    by(path);
  } catch {
    // Closing the listener has removed its name.
  }
}

async function soon(work: Promise<unknown>): Promise<void> {
  work.catch(() => undefined);
  if (!(await within(PATIENCE_MS, work))) throw new Error("the system did not answer");
}

/** An accepted socket has the name of the one that listened (proc(5), /proc/net/unix). */
function inodeOf(path: string): string | undefined {
  const CONNECTED = "03";
  let table: string;
  try {
    table = readFileSync("/proc/net/unix", "latin1");
  } catch {
    return undefined;
  }
  const name = Buffer.from(path).toString("latin1");
  for (const line of table.split("\n")) {
    const [, , , , , state, inode] = line.trimEnd().split(/\s+/);
    if (state === CONNECTED && line.endsWith(` ${name}`)) return inode;
  }
  return undefined;
}
