import type { Json } from "../../lib/json/json.ts";
import type { LineReader } from "../../lib/files/line-reader.ts";
import type { Log } from "../source.ts";
import type { LineDecoder } from "./format.ts";

/** A way to read the lines of logs, of one log at a time: where their bytes go, and who decodes them from there. */
export interface LineWay {
  readonly reader: LineReader;
  decoder(log: Log, memo: Json | undefined): LineDecoder | undefined;
}
