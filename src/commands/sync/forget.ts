import { EXIT, Failure, usage } from "../../failure.ts";
import { UnwrittenState } from "../../manifest/state-file.ts";
import { forgetSyncs, readLastSync } from "../../sync/last-sync.ts";

/** Lets `tt status` tell no more of some hosts; what they brought stays. All of them, or none where one is not known. */
export function forgetHosts(names: readonly string[], dataDir: string): void {
  const known = readLastSync(dataDir);
  const others = known.size === 0 ? "no host was ever asked" : `known are ${[...known.keys()].join(", ")}`;
  if (names.length === 0) throw usage("no host is named that is to be forgotten", others);
  const missing = names.find((name) => !known.has(name));
  if (missing !== undefined) throw usage(`no sync of '${missing}' is known`, others);
  try {
    forgetSyncs(dataDir, names);
  } catch (error) {
    if (!(error instanceof UnwrittenState)) throw error;
    throw new Failure(EXIT.output, `the hosts could not be forgotten: ${error.message}`);
  }
}
