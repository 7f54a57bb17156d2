/** `npm run check`: all that looks at the code without running it, two at a time. What finds something prints it. */
import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";

const CHECKS = ["lint", "package", "generated"];
const AT_ONCE = 2;

async function passes(check: string): Promise<boolean> {
  const child = spawn(`npm run --silent ${check}`, { shell: true, stdio: ["ignore", "pipe", "pipe"] });
  const said = Promise.all([text(child.stdout), text(child.stderr)]);
  const code = await new Promise((resolve) => child.on("close", resolve));
  if (code !== 0) process.stderr.write(`npm run ${check}\n${(await said).join("")}\n`);
  return code === 0;
}

const waiting = CHECKS.values();
const lane = async () => {
  let isWell = true;
  for (const check of waiting) isWell = (await passes(check)) && isWell;
  return isWell;
};
const lanes = await Promise.all(Array.from({ length: AT_ONCE }, lane));
process.exitCode = lanes.every(Boolean) ? 0 : 1;
