// What the program `duckdb` does with SQL on its standard input, by DuckDB's own library: `duckdb [FILE] < SQL`.
// The rows of the last statement come out as JSON, one a line.

import { text } from "node:stream/consumers";
import { DuckDBInstance } from "@duckdb/node-api";

const [, , file = ":memory:"] = process.argv;
// As where no network is: whatever is not in the library fails instead of being fetched.
const database = await DuckDBInstance.create(file, { autoinstall_known_extensions: "false" });
const connection = await database.connect();
try {
  const result = await connection.runAndReadAll(await text(process.stdin));
  for (const row of result.getRowObjectsJson()) console.log(JSON.stringify(row));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
connection.closeSync();
database.closeSync();
