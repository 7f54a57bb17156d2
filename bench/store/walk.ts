// What `tt report` is measured by: node:sqlite walks the columns that a report needs, in the order of time.
//   node bench/store/walk.ts DB

import { DatabaseSync } from "node:sqlite";

const database = new DatabaseSync(process.argv[2] ?? "", { readOnly: true });
const walk = database.prepare(
  "select at, kind, session, place, key, number1, sub_agent from event_rows order by at, mark",
);
let sum = 0;
for (const row of walk.iterate()) sum += Number(row["kind"]);
database.close();
if (sum === 0) process.exitCode = 1;
