/** The statement that finds those of some deliveries that a store has committed. */
export function heldSql(names: readonly string[]): string {
  return `select name from event_deliveries where name in (${names.map(() => "?").join(", ")})`;
}
