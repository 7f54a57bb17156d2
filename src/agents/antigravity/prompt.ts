import type { JsonObject } from "../../lib/json/json.ts";
import { wholeLength } from "./truncated.ts";

/** What stands in the content of an input: the person's words, and what the program in front of the person adds. */
export interface Input {
  /** UTF-8 bytes of what was written. */
  readonly length: number;
  /** The same words; those that the program left out are not there. */
  readonly text: string;
  readonly hasImage: boolean;
  /** Whether the person approved a document of the agent. */
  readonly approves: boolean;
  /** Whether the program in front of a person tells the model of its settings. */
  readonly hasSettings: boolean;
  /** The model that was chosen with it. */
  readonly model: string | undefined;
}

const REQUEST = /<USER_REQUEST>(.*?)(?:<\/USER_REQUEST>|$)/s;
const METADATA = /<ADDITIONAL_METADATA>.*?(?:<\/ADDITIONAL_METADATA>|$)/gs;
const SETTINGS = /<USER_SETTINGS_CHANGE>.*?(?:<\/USER_SETTINGS_CHANGE>|$)/gs;
const MODEL = /`Model Selection` from [^\n]*? to ([^\n]*?)\.(?:\s|$)/g;
/** What the IDE puts before a request that comments on a plan or another document. */
const ON_DOCUMENT = "Comments on artifact URI:";
const APPROVED = "The user has approved this document.";
const COMMENT = /^Comment: "(.*?)"$/gms;
const IMAGES = /The user has uploaded \d+ image/;

/** Reads the content of a `USER_INPUT`; `undefined` if it is no text. */
export function inputIn(record: JsonObject): Input | undefined {
  const { content } = record;
  if (typeof content !== "string") return undefined;
  const metadata = [...content.matchAll(METADATA)].map(([element]) => element).join("\n");
  const settings = [...content.matchAll(SETTINGS)].map(([element]) => element).join("\n");
  const head = content.startsWith(ON_DOCUMENT) ? (content.split("<USER_REQUEST>", 1)[0] ?? "") : "";
  const request = REQUEST.exec(content)?.[1] ?? (head === "" ? content : "");
  const written = request.replaceAll(METADATA, "").replaceAll(SETTINGS, "").trim();
  const comments = [...head.matchAll(COMMENT)].map(([, comment = ""]) => comment.trim());
  const lengths = [...comments, written].map((text) => wholeLength(text, record));
  return {
    length: lengths.reduce((sum, each) => sum + each, 0),
    text: [...comments, written].filter((part) => part !== "").join("\n"),
    hasImage: IMAGES.test(metadata),
    approves: head.includes(APPROVED),
    hasSettings: settings !== "",
    model: [...settings.matchAll(MODEL)].at(-1)?.[1],
  };
}
