import type { Json } from "../../lib/json/json.ts";
import type { LineReader } from "../../lib/files/line-reader.ts";
import type { Log } from "../source.ts";
import type { LineDecoder } from "./format.ts";

/** A reader with its buffer and the decoders that work on it. It serves one log at a time. */
export interface LineWay {
  readonly reader: LineReader;
  decoder(log: Log, memo: Json | undefined): LineDecoder | undefined;
}
