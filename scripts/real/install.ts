import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RealAgent } from "./agent.ts";

/** Installs the newest release of a program into a folder. */
export async function install({ from }: RealAgent, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  if ("pypi" in from) {
    await ran("python3", ["-m", "venv", "."], folder);
    await ran("bin/pip", ["install", "--quiet", "--disable-pip-version-check", from.pypi], folder);
    return;
  }
  // Some programs fetch what they consist of after they are installed.
  writeFileSync(join(folder, "package.json"), JSON.stringify({ allowScripts: { [from.npm]: true } }));
  await ran("npm", ["install", "--no-audit", "--no-fund", from.npm], folder);
}

/** The version of what was installed. */
export function installedVersion({ from }: RealAgent, folder: string): string {
  if ("pypi" in from) {
    const asked = `import importlib.metadata as m; print(m.version('${from.pypi}'))`;
    return spawnSync(join(folder, "bin/python"), ["-c", asked], { encoding: "utf8" }).stdout.trim();
  }
  const manifest = readFileSync(join(folder, "node_modules", from.npm, "package.json"), "utf8");
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
