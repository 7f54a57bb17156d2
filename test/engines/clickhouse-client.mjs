// What `clickhouse-client --query SQL` does, by ClickHouse's own library in this process, with a database in the working
// directory. The one difference: an insert gets its standard input as a file, since the library does not read that.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { Session } from "chdb";

const [, , option, query = ""] = process.argv;
if (option !== "--query") throw new Error(`not known here: ${option}`);
const scratch = mkdtempSync(join(tmpdir(), "tt-clickhouse-"));
const input = join(scratch, "input");
const session = new Session("clickhouse");
try {
  const isInsert = /from input\('line String'\)/.test(query);
  if (isInsert) writeFileSync(input, await buffer(process.stdin));
  const sql = query
    .replace(/from input\('line String'\)/, `from file('${input}', LineAsString, 'line String')`)
    .replace(/format LineAsString\s*$/, "");
  process.stdout.write(session.query(sql, "TabSeparated"));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
session.close?.();
rmSync(scratch, { recursive: true, force: true });
