/** `npm run audit`: fails when there is an advisory on a package that is bundled. Skips, saying so, without an answer. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { auditReport, type Bom } from "./package/audit-report.ts";

const repository = join(import.meta.dirname, "..");
const bom = JSON.parse(readFileSync(join(repository, "dist/sbom.cdx.json"), "utf8")) as Bom;
const { stdout } = spawnSync("npm", ["audit", "--json", "--fetch-retries=0", "--fetch-timeout=10000"], {
  cwd: repository,
  encoding: "utf8",
  timeout: 20_000,
  shell: process.platform === "win32",
});
const report = auditReport(stdout ?? "", bom);
if (report.state === "no answer")
  console.log(`audit of what is bundled: skipped, the registry does not answer (${report.why})`);
else {
  for (const advisory of report.advisories) console.error(advisory);
  if (report.advisories.length > 0) process.exitCode = 1;
}
