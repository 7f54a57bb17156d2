import { join, resolve } from "node:path";
import { usage } from "../failure.ts";

/** Where a store is. `shown` is fit for messages: it holds no password. */
export type Location =
  | { readonly engine: "sqlite"; readonly path: string; readonly shown: string; readonly isDefault: boolean }
  | { readonly engine: "postgres"; readonly url: string; readonly shown: string };

export interface StoreOptions {
  /** A path or a `postgres://` URL; the data directory's own file, if not said. */
  readonly db: string | undefined;
  readonly dataDir: string;
}

export const STORE = "tracker.db";

export function locationOf({ db, dataDir }: StoreOptions): Location {
  if (db === undefined) {
    const path = join(dataDir, STORE);
    return { engine: "sqlite", path, shown: path, isDefault: true };
  }
  if (db === "") throw usage("--db is empty");
  if (/^postgres(?:ql)?:/i.test(db)) {
    const url = withHost(db);
    return { engine: "postgres", url, shown: withoutSecrets(url) };
  }
  const [, scheme] = /^([a-z][a-z0-9+.-]*):\/\//i.exec(db) ?? [];
  if (scheme !== undefined) throw usage(`--db: no store is known for '${scheme}://'`, "a path, or postgres://...");
  const path = resolve(db);
  return { engine: "sqlite", path, shown: path, isDefault: false };
}

/**
 * A URL of libpq's may leave out the host and still name a user: `postgres://ana@/garden?host=/run/postgresql`. To
 * everybody else that is no URL; a host in the parameters counts before the one that is put in.
 */
function withHost(url: string): string {
  return url.replace(/^(postgres(?:ql)?:\/\/[^@/?#]*@)(?=[/?]|$)/i, "$1localhost");
}

/** A URL for messages: no password, and no parameters, which may hold one. */
function withoutSecrets(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || parsed.hash !== "" || !/^postgres(ql)?:\/\//i.test(url))
    // The text itself is not told: what is wrong may be an unescaped password.
    throw usage(
      "--db: not a URL of a PostgreSQL database",
      "postgres://USER@HOST/DATABASE; '@', '/', '#' and '%' in a password are written as %40, %2F, %23 and %25",
    );
  const user = parsed.username === "" ? "" : `${parsed.username}@`;
  return `${parsed.protocol}//${user}${parsed.host}${parsed.pathname}`;
}
