import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";

/** A NATS server with JetStream, on a port of this machine alone. */
export interface NatsServer {
  /** As the variable NATS_URL has it. */
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

export interface NatsOptions {
  /** A file of its settings. */
  readonly config: string;
  /** The variables that these name. */
  readonly env: Readonly<Record<string, string>>;
}

/** So long it may take until it takes connections. */
const READY_MS = 20_000;

/** Starts one that keeps its streams in a folder, and comes back when it takes connections. */
export async function startNats(folder: string, options?: NatsOptions): Promise<NatsServer> {
  const port = await freePort();
  const args = ["-a", "127.0.0.1", "-p", String(port), "-js", "-sd", folder];
  const server = spawn("nats-server", options === undefined ? args : [...args, "-c", options.config], {
    env: { PATH: process.env["PATH"], ...options?.env },
  });
  const ended = new Promise((resolve) => server.once("exit", resolve));
  let said = "";
  let late: NodeJS.Timeout | undefined;
  const ready = new Promise<void>((resolve, reject) => {
    late = setTimeout(() => reject(new Error(`nats-server is not ready: ${said}`)), READY_MS);
    server.stderr.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes("Server is ready")) resolve();
    });
    server.on("error", (error) => reject(new Error("nats-server cannot be started", { cause: error })));
    server.on("exit", () => reject(new Error(`nats-server: ${said}`)));
  });
  try {
    await ready;
  } catch (error) {
    server.kill("SIGKILL");
    throw error;
  } finally {
    clearTimeout(late);
  }
  return {
    url: `127.0.0.1:${port}`,
    pid: server.pid ?? 0,
    async stop() {
      server.kill("SIGTERM");
      await ended;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
