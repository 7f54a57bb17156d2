import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { onTestFinished } from "vitest";

export interface ServedEvent {
  readonly id: number;
  readonly timestamp: string;
  readonly duration: number;
  readonly data: Record<string, unknown>;
}

export interface StandIn {
  readonly url: string;
  readonly buckets: Map<string, { readonly about: unknown; readonly events: ServedEvent[] }>;
  readonly requests: string[];
  /** Answers the next so many posts of events with an error of the server's. */
  failing: number;
  /** How long the next answer takes, in milliseconds. */
  delay: () => number;
}

/** What ActivityWatch's two servers have in common: buckets, events, the rules on Host and on doubles (there are none). */
export async function activityWatch({
  key,
  deviceId,
  address = "127.0.0.1",
  onEnd = onTestFinished,
}: {
  readonly key?: string;
  /** The server's own id; servers of long ago have none. */
  readonly deviceId?: string;
  readonly address?: string;
  /** When the server is to be closed: with the test, if not said. */
  readonly onEnd?: (close: () => void) => void;
} = {}): Promise<StandIn> {
  let lastId = 0;
  const standIn: StandIn = { url: "", buckets: new Map(), requests: [], failing: 0, delay: () => 0 };

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const answer = (status: number, body?: unknown) => {
      response.writeHead(status, { "content-type": "application/json" });
      // A 304 has no body.
      response.end(body === undefined || status === 304 ? undefined : JSON.stringify(body));
    };
    const url = new URL(request.url ?? "/", "http://x");
    standIn.requests.push(`${request.method} ${url.pathname}`);
    const host = (request.headers.host ?? "").replace(/:\d+$/, "");
    if (host !== "localhost" && host !== "127.0.0.1") return answer(400, { message: "host header is invalid" });
    if (key !== undefined && request.headers.authorization !== `Bearer ${key}`) return answer(401, { message: "key" });
    await new Promise((resolve) => setTimeout(resolve, standIn.delay()));
    if (url.pathname === "/api/0/info")
      return deviceId === undefined ? answer(404) : answer(200, { device_id: deviceId });
    const [, bucketId = "", events, eventId] =
      /^\/api\/0\/buckets\/([^/]+)(\/events)?(?:\/(\d+))?$/.exec(url.pathname) ?? [];
    const id = decodeURIComponent(bucketId);
    const bucket = standIn.buckets.get(id);
    if (id === "") return answer(404);
    if (request.method === "POST" && events === undefined) {
      if (bucket !== undefined) return answer(304);
      const about = JSON.parse(await text(request)) as Record<string, unknown>;
      for (const field of ["client", "type", "hostname"]) if (typeof about[field] !== "string") return answer(400);
      standIn.buckets.set(id, { about, events: [] });
      return answer(200);
    }
    if (bucket === undefined) return answer(404, { message: `There's no bucket named ${id}` });
    if (request.method === "GET" && eventId !== undefined) {
      const event = bucket.events.find(({ id: own }) => own === Number(eventId));
      return answer(event === undefined ? 404 : 200, event);
    }
    if (request.method === "GET") {
      const [since, until] = ["start", "end"].map((name) => Date.parse(url.searchParams.get(name) ?? ""));
      const inRange = bucket.events.filter(({ timestamp, duration }) => {
        const start = Date.parse(timestamp);
        return !(start + duration * 1000 < (since ?? NaN)) && !(start > (until ?? NaN));
      });
      return answer(200, inRange.toReversed());
    }
    if (request.method === "DELETE") {
      const at = bucket.events.findIndex((event) => event.id === Number(eventId));
      if (at >= 0) bucket.events.splice(at, 1);
      return answer(at >= 0 ? 200 : 404, { success: at >= 0 });
    }
    if (standIn.failing > 0) {
      standIn.failing--;
      return answer(500, { message: "database is locked" });
    }
    for (const event of JSON.parse(await text(request)) as Omit<ServedEvent, "id">[]) {
      if ("id" in event) return answer(400, { message: "an id would overwrite another bucket's event" });
      bucket.events.push({ ...event, id: ++lastId });
    }
    return answer(200);
  };

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  await new Promise<void>((resolve) => server.listen(0, address, resolve));
  onEnd(() => {
    server.closeAllConnections();
    server.close();
  });
  return Object.assign(standIn, { url: `http://${address}:${(server.address() as AddressInfo).port}` });
}
