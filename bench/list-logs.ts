// The least that a run over logs must do: list them and ask for the size and times of each.
//   node bench/list-logs.ts DIR

import { lstatSync, readdirSync } from "node:fs";

let logs = 0;
const left = [process.argv[2] ?? ""];
for (let directory = left.pop(); directory !== undefined; directory = left.pop())
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = `${directory}/${entry.name}`;
    if (entry.isDirectory()) left.push(path);
    else if (lstatSync(path, { throwIfNoEntry: false })?.isFile() === true) logs++;
  }
if (logs === 0) process.exitCode = 1;
