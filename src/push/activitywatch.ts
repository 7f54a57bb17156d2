import { EXIT, Failure, usage } from "../failure.ts";
import type { Bucket, WatchedEvent } from "../hours/formats/activitywatch.ts";
import { isObject, type JsonObject } from "../lib/json.ts";

export interface Server {
  readonly url: string;
  /** For a server that wants one. */
  readonly key: string | undefined;
}

const CHUNK = 100;
const PATIENCE_MS = 30_000;
const SECOND_MS = 1000;

/** What a server has of a bucket's events. */
export interface Held {
  readonly missing: readonly WatchedEvent[];
  /** The server's ids of events that are there twice, equal in everything: all but the first of each. */
  readonly doubles: readonly number[];
  /** How many events have another name of their project than they have now. */
  readonly renamed: number;
}

/** Reads back the range of a bucket's events, since nothing on the server's side tells doubles. */
export async function heldBy(server: Server, bucket: Bucket): Promise<Held> {
  const times = bucket.events.map(({ timestamp }) => Date.parse(timestamp));
  const ends = bucket.events.map(({ timestamp, duration }) => Date.parse(timestamp) + duration * SECOND_MS);
  const range = new URLSearchParams({
    start: new Date(times.reduce((a, b) => Math.min(a, b), Infinity) - SECOND_MS).toISOString(),
    end: new Date(ends.reduce((a, b) => Math.max(a, b), -Infinity) + SECOND_MS).toISOString(),
  });
  const response = await asked(server, `${bucketPath(bucket)}/events?${range.toString()}`, "GET");
  if (response.status === 404) return { missing: bucket.events, doubles: [], renamed: 0 };
  const events = await bodyOf(response);
  if (!Array.isArray(events)) throw new Failure(EXIT.output, "cannot understand what ActivityWatch says");
  const present = events.map((event: unknown) => (isObject(event) ? event : {}));
  const names = new Set(present.map(nameOf));
  return {
    missing: bucket.events.filter(({ data }) => !names.has(data.tt_id)),
    doubles: doublesAmong(present, bucket),
    renamed: renamedAmong(present, bucket),
  };
}

/**
 * Adds events to a bucket, which is made if it is not there, and reads back what is there then: what another push added
 * at the same time is taken away again, by the same rule in both. Without ids: those are the server's. Returns how many
 * doubles were removed.
 */
export async function addOnce(
  server: Server,
  bucket: Bucket,
  { missing, doubles }: Pick<Held, "missing" | "doubles">,
): Promise<number> {
  if (missing.length > 0) await add(server, bucket, missing);
  const now = missing.length > 0 ? await heldBy(server, bucket) : { missing, doubles };
  for (const id of now.doubles)
    // 404: the other one removed it.
    await refused(await asked(server, `${bucketPath(bucket)}/events/${id}`, "DELETE"), 404);
  if (now.missing.length > 0)
    throw new Failure(EXIT.output, `ActivityWatch took ${now.missing.length} events and does not have them`, {
      hint: "a push may be repeated",
    });
  return now.doubles.length;
}

function doublesAmong(present: readonly JsonObject[], bucket: Bucket): readonly number[] {
  const ours = new Set<unknown>(bucket.events.map(({ data }) => data.tt_id));
  const groups = new Map<string, number[]>();
  for (const event of present) {
    const { id, timestamp, duration, data } = event;
    if (typeof id !== "number" || !ours.has(nameOf(event))) continue;
    const fields = isObject(data) ? Object.entries(data).toSorted(([a], [b]) => (a < b ? -1 : 1)) : [];
    const key = JSON.stringify([timestamp, duration, fields]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [id]);
    else group.push(id);
  }
  // The server counts up: the first one stays, whoever looks.
  return [...groups.values()].flatMap((ids) => ids.toSorted((a, b) => a - b).slice(1));
}

function renamedAmong(present: readonly JsonObject[], bucket: Bucket): number {
  const projects = new Map<unknown, unknown>(bucket.events.map(({ data }) => [data.tt_id, data["project"]]));
  return present.filter((event) => {
    const project = projects.get(nameOf(event));
    return project !== undefined && isObject(event["data"]) && event["data"]["project"] !== project;
  }).length;
}

function nameOf({ data }: JsonObject): unknown {
  return isObject(data) ? data["tt_id"] : undefined;
}

async function add(server: Server, bucket: Bucket, events: readonly WatchedEvent[]): Promise<void> {
  const { client, type, hostname } = bucket;
  // 304: it is there.
  await refused(await asked(server, bucketPath(bucket), "POST", { client, type, hostname }), 304);
  for (let at = 0; at < events.length; at += CHUNK)
    await refused(await asked(server, `${bucketPath(bucket)}/events`, "POST", events.slice(at, at + CHUNK)));
}

function bucketPath({ id }: Bucket): string {
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
  const said = (await response.text()).split("\n")[0]?.slice(0, 200) ?? "";
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
