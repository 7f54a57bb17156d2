import { randomBytes } from "node:crypto";
import { createServer, connect, type Socket } from "node:net";
import { once } from "node:events";

/** Two ends of one connection. */
export interface SocketPair {
  readonly ours: Socket;
  readonly theirs: Socket;
}

/**
 * A connected pair of local stream sockets (Linux), as socketpair(2) makes them, which Node does not offer.
 *
 * Made through a name in the abstract namespace, which leaves no file. Anybody on the machine may connect to such a
 * name, so our end first says a secret.
 */
export async function socketPair(): Promise<SocketPair> {
  const name = `\0tt-${randomBytes(16).toString("hex")}`;
  const secret = randomBytes(32);
  const server = createServer({ pauseOnConnect: false, allowHalfOpen: true });
  server.listen(name);
  await once(server, "listening");
  const accepted = acceptOf(server, secret);
  const ours = connect({ path: name, allowHalfOpen: true });
  await once(ours, "connect");
  ours.write(secret);
  const theirs = await accepted;
  server.close();
  return { ours, theirs };
}

function acceptOf(server: ReturnType<typeof createServer>, secret: Buffer): Promise<Socket> {
  return new Promise((resolve, reject) => {
    server.on("error", reject);
    server.on("connection", (socket) => {
      socket.on("error", () => socket.destroy());
      socket.once("readable", () => {
        const said = socket.read(secret.length) as Buffer | null;
        if (said !== null && said.equals(secret)) resolve(socket);
        else socket.destroy();
      });
    });
  });
}
