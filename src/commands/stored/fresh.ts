import { existsSync } from "node:fs";
import { join } from "node:path";
import { LAST_EXPORT } from "../../export/summary/note-file.ts";
import type { Span } from "../../hours/slice.ts";
import type { HoursRequest } from "../options/hours/hours.ts";

/** What hours are asked for, and until when. */
type Asked = Pick<HoursRequest, "read" | "grown"> & { readonly window: Pick<Span, "end"> };

/**
 * What is asked for now. Where the store is to be updated first, it is, and what is asked for is that of the moment
 * after: what was written until then is in it. What cannot be asked for is refused before that.
 */
export async function freshRequest<Request extends Asked>(
  requestAt: (now: Date) => Request | Promise<Request>,
): Promise<AsOf<Request>>;
export async function freshRequest<Request>(
  requestAt: (now: Date) => Request | Promise<Request>,
  askedIn: (request: Request) => Asked,
): Promise<AsOf<Request>>;
export async function freshRequest<Request>(
  requestAt: (now: Date) => Request | Promise<Request>,
  askedIn = (request: Request) => request as Asked,
): Promise<AsOf<Request>> {
  const began = new Date();
  const request = await requestAt(began);
  const { read, grown, window } = askedIn(request);
  if (grown === "update") {
    // Mostly the store is asked as it is, and this starts programs.
    (await import("./update.ts")).update(read.store);
    const now = new Date();
    return { request: await requestAt(now), now };
  }
  if (grown === "tell" && hasExported(read.store.dataDir)) {
    const { grownNote } = await import("./grown.ts");
    process.stderr.write((await grownNote(read.store.dataDir, window.end, began)) ?? "");
  }
  return { request, now: began };
}

/** What is asked for, and as of when. */
export interface AsOf<Request> {
  readonly request: Request;
  readonly now: Date;
}

/** Where nothing was, no agent need be known. */
function hasExported(dataDir: string): boolean {
  return existsSync(join(dataDir, LAST_EXPORT));
}
