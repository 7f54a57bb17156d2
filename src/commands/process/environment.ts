import { userInfo } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import { usage } from "../../failure.ts";
import type { Environment } from "../../logs/finding/roots.ts";

/** The world as the sources may see it. */
export function environment(): Environment {
  return { home: homeDirectory(), vars: process.env, platform: process.platform };
}

/** Where the manifests and the store live: `--data-dir`, else `$TT_DATA_DIR`, else `~/.time-tracker`. */
export function dataDirectory(named: string | undefined): string {
  const path = named ?? variable("TT_DATA_DIR");
  if (path === "") throw usage("--data-dir is empty");
  return path === undefined ? join(homeDirectory(), ".time-tracker") : resolve(path);
}

/** A variable that is set to something. */
export function variable(name: string): string | undefined {
  const value = process.env[name];
  return value === "" ? undefined : value;
}

/** From how many bytes on a manifest is large, where that is set: tests have small ones. */
export function largeManifest(): number | undefined {
  const bytes = Number(variable("TT_LARGE_MANIFEST"));
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}

/** The home folder, whether it exists or not. */
export function homeDirectory(): string {
  const home = variable(process.platform === "win32" ? "USERPROFILE" : "HOME");
  if (home !== undefined && isAbsolute(home)) return home;
  const account = accountHome();
  if (account === undefined) throw usage("cannot tell where the home folder is", "set HOME to an absolute path");
  return account;
}

/** The home folder that the system has for this account, whatever the variables say. */
export function accountHome(): string | undefined {
  try {
    return userInfo().homedir;
  } catch {
    return undefined;
  }
}
