import { EXIT, Failure } from "../../failure.ts";
import type { Connection } from "./connection.ts";

/** What the role that asks a server does not see of a store: that is how its owner wants it, and no damage. */
export interface Unseen {
  readonly role: string;
  /** The tables that it may not read. */
  readonly tables: readonly string[];
  /** The tables of which row-level security may hide rows from it. */
  readonly rows_of: readonly string[];
}

/** `undefined` where everything is seen, as in a file always. */
export async function unseenBy(connection: Connection): Promise<Unseen | undefined> {
  if (connection.engine === "sqlite") return undefined;
  const found = await connection.rows(RIGHTS);
  const [tables, hidden] = [false, true].map((mayBeRead) =>
    found.filter((row) => row[2] === mayBeRead).map(([, table]) => String(table)),
  ) as [string[], string[]];
  return found.length === 0 ? undefined : { role: String(found[0]?.[0]), tables, rows_of: hidden };
}

/** In words. */
export function unseenText({ role, tables, rows_of: hidden }: Unseen): string {
  const parts = [
    ...(tables.length === 0 ? [] : [`it may not read ${tables.join(", ")}`]),
    ...(hidden.length === 0 ? [] : [`rows of ${hidden.join(", ")} may be hidden from it`]),
  ];
  return `the role '${role}' does not see everything: ${parts.join(", and ")}`;
}

/**
 * Fails where rows may be hidden from who asks: what is made of the rest would be kept as if it were made of everything.
 * A table that may not be read at all fails by itself, where it is needed.
 */
export async function refuseOfPart(connection: Connection, location: string, what: string): Promise<void> {
  const unseen = await unseenBy(connection);
  if (unseen === undefined || unseen.rows_of.length === 0) return;
  throw new Failure(EXIT.output, `${what} not kept in the store \`${location}\`: ${unseenText(unseen)}`, {
    hint: "the owner of its tables keeps it, or a role that sees every row ('Roles of a team' in docs/recipes.md)",
  });
}

/**
 * The tables of what is asked for hours, `tt status` and `tt doctor`. Row-level security hides nothing from a role that a
 * policy lets read every row, unless another one restricts that.
 */
const RIGHTS = `
  select current_user as role, c.relname as name, has_table_privilege(c.oid, 'select') as may_be_read
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  cross join lateral (
    select coalesce(bool_or(permissive = 'PERMISSIVE' and qual = 'true'), false)
      and not coalesce(bool_or(permissive = 'RESTRICTIVE'), false) as of_all
    from pg_catalog.pg_policies p
    where p.schemaname = n.nspname and p.tablename = c.relname and p.cmd in ('SELECT', 'ALL') and exists (
      select 1 from unnest(p.roles) of_role where case of_role when 'public' then true else pg_has_role(of_role, 'usage') end)
  ) sees
  where n.nspname = current_schema() and c.relkind in ('r', 'p')
    and c.relname in ('event_rows', 'event_kinds', 'event_sessions', 'event_places', 'event_paths', 'event_batches',
      'event_people', 'imports', 'event_deliveries', 'event_corrections')
    and (not has_table_privilege(c.oid, 'select') or (row_security_active(c.oid) and not sees.of_all))
  order by c.relname`;
