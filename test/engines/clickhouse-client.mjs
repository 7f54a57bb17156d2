// What `clickhouse-client --query SQL` does, by ClickHouse's own library in this process, with a database in the working
// directory. The library does not read its standard input by `input()`; it is given that as a file.

import { Session } from "chdb";

const [, , option, query = ""] = process.argv;
if (option !== "--query") throw new Error(`not known here: ${option}`);
const sql = query
  .replace("from input('line String')", "from file('/dev/stdin', LineAsString, 'line String')")
  .replace(/format LineAsString\s*$/, "settings storage_file_read_method = 'read'");
const session = new Session("clickhouse");
try {
  process.stdout.write(session.query(sql, "TabSeparated"));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
session.close();
