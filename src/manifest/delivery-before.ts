import { NO_EVENTS } from "../delivery.ts";
import type { Manifest } from "./manifest.ts";

/** A manifest, and whether it could be read. */
interface Looked {
  readonly state: string;
  readonly manifest: Manifest;
}

/**
 * The delivery by which a consumer has everything that the positions of a manifest pass over: none where there are no
 * positions. `undefined` where nothing is known of it: it went elsewhere, or before deliveries had names.
 */
export function deliveryBefore({ state, manifest }: Looked): string | undefined {
  return state !== "read" || manifest.entries.size === 0 ? NO_EVENTS : manifest.delivery;
}
