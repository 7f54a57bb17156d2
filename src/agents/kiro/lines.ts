import type { LineFormat } from "../../logs/lines/format.ts";
import { cliLines } from "./cli/lines.ts";
import { isOfCli } from "./discover.ts";
import { storeLines } from "./ide/lines.ts";

/** The lines of sessions: those of the CLI before its version 3, and those of the store that came after. */
export const kiroLines: LineFormat = {
  revision: cliLines.revision + storeLines.revision,
  decoder: (log, state, asked) => (isOfCli(log) ? cliLines : storeLines).decoder(log, state, asked),
};
