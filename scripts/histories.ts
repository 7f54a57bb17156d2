/** `npm run histories -- COUNT [--built | --stored | --synced] [--from SEED] [--workers N]`: the long campaign of random histories. */
import { parseArgs } from "node:util";
import { campaign } from "../test/laws/histories/campaign.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    built: { type: "boolean", default: false },
    stored: { type: "boolean", default: false },
    synced: { type: "boolean", default: false },
    from: { type: "string", default: "1" },
    workers: { type: "string" },
  },
});
const count = Number(positionals[0] ?? 1000);
const from = Number(values.from);
const stage = values.synced ? "synced" : values.stored ? "stored" : values.built ? "built" : "in-process";
const began = Date.now();
let told = 0;
const { played, failures } = await campaign({
  stage,
  from,
  count,
  workers: Number(values.workers ?? (stage === "in-process" ? 8 : 3)),
  progress(done) {
    if (Date.now() - told < 2000) return;
    told = Date.now();
    process.stderr.write(`${done} of ${count} histories\n`);
  },
});
for (const failure of failures) process.stdout.write(`${failure}\n\n`);
const seconds = ((Date.now() - began) / 1000).toFixed(0);
process.stdout.write(
  `${played} histories (${stage}, seeds ${from} to ${from + count - 1}) in ${seconds} s, ${failures.length} failed\n`,
);
process.exitCode = failures.length === 0 ? 0 : 1;
