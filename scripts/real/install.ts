import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RealAgent } from "./agent.ts";

/** Installs the newest release of a program into a folder. */
export async function install(agent: RealAgent, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  // Some programs fetch what they consist of after they are installed.
  writeFileSync(join(folder, "package.json"), JSON.stringify({ allowScripts: { [agent.package]: true } }));
  await ran("npm", ["install", "--no-audit", "--no-fund", agent.package], folder);
}

/** The version of what was installed. */
export function installedVersion(agent: RealAgent, folder: string): string {
  const manifest = readFileSync(join(folder, "node_modules", agent.package, "package.json"), "utf8");
  return (JSON.parse(manifest) as { readonly version: string }).version;
}

function ran(command: string, args: readonly string[], cwd: string): Promise<void> {
  return new Promise((done, fail) => {
    const child = spawn(command, args, { cwd, stdio: ["ignore", "ignore", "inherit"] });
    child.once("error", fail);
    child.once("exit", (code) => {
      if (code === 0) done();
      else fail(new Error(`${command} ${args.join(" ")} ended with ${code}`));
    });
  });
}
