import { hostname } from "node:os";
import { EXIT, Failure, usage } from "../failure.ts";
import type { Bucket, WatchedEvent } from "../hours/formats/activitywatch.ts";
import { isObject, type JsonObject } from "../lib/json/json.ts";

export interface Server {
  readonly url: string;
  /** For a server that wants one. */
  readonly key: string | undefined;
}

/** Where events are kept, and what it is made with. */
export type BucketAddress = Pick<Bucket, "id" | "client" | "type" | "hostname">;

const CHUNK = 100;
const PATIENCE_MS = 30_000;

/** Which server it is: its own id, by whatever address it is reached; of one that has none the address. */
export async function identityOf(server: Server): Promise<string> {
  const response = await asked(server, "info", "GET");
  const info: unknown = response.status === 404 ? undefined : await bodyOf(response);
  const { device_id: id, testing } = isObject(info) ? info : {};
  if (typeof id === "string" && id !== "") return testing === true ? `${id} (testing)` : id;
  // Everybody's own machine is called localhost.
  return `${hostname()} ${baseOf(server.url)}`;
}

/** The events that lie in a range at least in part, or all; what the range cuts is told as if it ended there. */
export async function eventsIn(
  server: Server,
  { id }: BucketAddress,
  range: { readonly start?: string; readonly end?: string },
): Promise<readonly JsonObject[]> {
  const query = new URLSearchParams(range).toString();
  const response = await asked(server, `${bucketPath(id)}/events${query === "" ? "" : `?${query}`}`, "GET");
  if (response.status === 404) return [];
  const events = await bodyOf(response);
  if (!Array.isArray(events)) throw new Failure(EXIT.output, "cannot understand what ActivityWatch says");
  return events.map((event: unknown) => (isObject(event) ? event : {}));
}

export async function eventOf(server: Server, { id }: BucketAddress, eventId: number): Promise<JsonObject | undefined> {
  const response = await asked(server, `${bucketPath(id)}/events/${eventId}`, "GET");
  // Servers of long ago do not know the question.
  if ([404, 405].includes(response.status)) return undefined;
  const event = await bodyOf(response);
  return isObject(event) ? event : undefined;
}

/** Adds events to a bucket, which is made if it is not there. Without ids: those are the server's. */
export async function addEvents(
  server: Server,
  { id, client, type, hostname }: BucketAddress,
  events: readonly WatchedEvent[],
): Promise<void> {
  // 304: it is there.
  await refused(await asked(server, bucketPath(id), "POST", { client, type, hostname }), 304);
  for (let at = 0; at < events.length; at += CHUNK)
    await refused(await asked(server, `${bucketPath(id)}/events`, "POST", events.slice(at, at + CHUNK)));
}

export async function removeEvents(server: Server, { id }: BucketAddress, eventIds: readonly number[]): Promise<void> {
  for (const eventId of eventIds)
    // 404: somebody else removed it.
    await refused(await asked(server, `${bucketPath(id)}/events/${eventId}`, "DELETE"), 404);
}

function bucketPath(id: string): string {
  return `buckets/${encodeURIComponent(id)}`;
}

async function asked(
  { url, key }: Server,
  path: string,
  method: "GET" | "POST" | "DELETE",
  body?: unknown,
): Promise<Response> {
  try {
    return await fetch(`${baseOf(url)}/api/0/${path}`, {
      method,
      headers: {
        ...(body === undefined ? undefined : { "content-type": "application/json" }),
        ...(key === undefined ? undefined : { authorization: `Bearer ${key}` }),
      },
      ...(body === undefined ? undefined : { body: JSON.stringify(body) }),
      // What is sent is for this server and no other.
      redirect: "error",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(EXIT.output, `cannot reach ActivityWatch at ${url} (${causeOf(error)})`, {
      hint: "is it running? name another address with --url; a push may be repeated",
      cause: error,
    });
  }
}

function baseOf(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !/^https?:$/.test(parsed.protocol) || parsed.username !== "" || parsed.password !== "")
    throw usage("--url: not the address of a server", "such as http://127.0.0.1:5600");
  return `${parsed.origin}${parsed.pathname.replace(/\/+$/, "")}`;
}

async function bodyOf(response: Response): Promise<unknown> {
  await refused(response);
  try {
    return await response.json();
  } catch (error) {
    throw new Failure(EXIT.output, "cannot understand what ActivityWatch says", { cause: error });
  }
}

async function refused(response: Response, alsoFine?: number): Promise<void> {
  if (response.ok || response.status === alsoFine) return;
  const said = wordsOf(await response.text());
  throw new Failure(EXIT.output, `ActivityWatch refused (${response.status}${said === "" ? "" : `: ${said}`})`, {
    hint:
      response.status === 401 || response.status === 403
        ? "a server with a key is given it by TT_ACTIVITYWATCH_KEY"
        : "what was added before is there; a push may be repeated",
  });
}

/** fetch hides the system's word in the cause of a cause. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause instanceof AggregateError) return causeOf(error.cause.errors[0]);
  if (error.cause instanceof Error) return causeOf(error.cause);
  return "code" in error && typeof error.code === "string" ? error.code : error.message;
}

/** The first line of an error, at most so much of it; of a page of HTML its words. */
function wordsOf(body: string): string {
  const isPage = /^\s*<(?:!doctype|html|head|body)/i.test(body);
  const text = isPage ? body.replaceAll(/<(style|script)\b.*?<\/\1>/gis, " ").replaceAll(/<[^>]*>/g, " ") : body;
  const words = isPage ? text.replaceAll(/\s+/g, " ").trim() : (text.split("\n")[0] ?? "");
  return words.slice(0, 200);
}
