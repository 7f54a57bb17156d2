import { spawn } from "node:child_process";
import { variable } from "../process/environment.ts";

/** Has the desktop open a file, if there is one; the browser outlives us. Whoever it fails for knows the path. */
export function openInBrowser(path: string): void {
  const [program, ...args] = openerOf(process.platform) ?? [];
  if (program === undefined) return;
  spawn(program, [...args, path], { stdio: "ignore", detached: true })
    .on("error", () => undefined)
    .unref();
}

function openerOf(platform: string): readonly string[] | undefined {
  if (platform === "darwin") return ["open"];
  if (platform === "win32") return ["explorer.exe"];
  // Without a desktop it would open a browser in this terminal.
  const hasDesktop = variable("DISPLAY") !== undefined || variable("WAYLAND_DISPLAY") !== undefined;
  return hasDesktop ? ["xdg-open"] : undefined;
}
