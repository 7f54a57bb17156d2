import type { Observation } from "../../../events/observation.ts";
import { isObject, type JsonObject } from "../../../lib/json/json.ts";
import { memberOf, readId, readText } from "../../../logs/record/fields.ts";
import { toolPath } from "../../../logs/record/tool-path.ts";
import { SESSION_TOOLS } from "./tools.ts";

/** What all observations of one message have in common. */
export interface Stamped {
  readonly at: string;
  readonly sessionId: string;
  readonly cwd: string | undefined;
}

/** A call as a later message refers to it. */
interface Call {
  readonly key: string;
  readonly tool: string;
}

/** The calls of a session, one message after the other: ids of calls are the model's, and may come again. */
export class Calls {
  readonly #agentId: string | undefined;
  readonly #last = new Map<string, Call>();

  constructor(agentId: string | undefined) {
    this.#agentId = agentId;
  }

  /** The calls in an answer, and those that its provider made by itself, with their results. */
  *usedIn(message: JsonObject, id: string, stamped: Stamped): Generator<Observation, void, undefined> {
    for (const [index, block] of blocksOf(message["content"]).entries()) {
      if (block["type"] !== "tool_use") continue;
      const call = readId(block["id"]);
      const tool = readText(block["name"]) ?? "unknown";
      const key = call === undefined ? `${id}-${index}` : `${id}.${call}`;
      if (call !== undefined) this.#last.set(call, { key, tool });
      yield this.#use({ key, tool }, block["input"], stamped);
    }
    for (const activity of blocksOf(memberOf(message["metadata"], "modelToolActivities"))) {
      const call = readId(activity["toolCallId"]);
      const tool = readText(activity["toolName"]);
      if (call === undefined || tool === undefined) continue;
      const key = `${id}.${call}`;
      yield this.#use({ key, tool }, activity["input"], stamped);
      if (!Object.hasOwn(activity, "output") && !Object.hasOwn(activity, "isError")) continue;
      yield this.#result(key, activity["isError"] !== true, stamped);
    }
  }

  /** The results in a message, and what the person said by them, if one is there. */
  *endedIn(message: JsonObject, stamped: Stamped, isProgram: boolean): Generator<Observation, void, undefined> {
    for (const block of blocksOf(message["content"])) {
      const id = block["type"] === "tool_result" ? readId(block["tool_use_id"]) : undefined;
      const call = id === undefined ? undefined : this.#last.get(id);
      if (id === undefined || call === undefined) continue;
      this.#last.delete(id);
      const ok = block["is_error"] !== true && !blocksOf(block["content"]).some(({ success }) => success === false);
      yield this.#result(call.key, ok, stamped);
      const action = this.#agentId === undefined && !isProgram ? decisionOn(call.tool, ok, block) : undefined;
      if (action !== undefined) yield { kind: "user-action", ...stamped, key: call.key, action, automated: false };
    }
  }

  #use({ key, tool }: Call, input: unknown, stamped: Stamped): Observation {
    const file = toolPath(SESSION_TOOLS, tool, input) ?? firstFile(tool, input);
    return { kind: "tool-use", ...stamped, key, tool, file, agentId: this.#agentId };
  }

  #result(key: string, ok: boolean, stamped: Stamped): Observation {
    return { kind: "tool-result", ...stamped, key, ok, agentId: this.#agentId };
  }
}

/** How the text begins that the model gets where a person did not allow a call. */
const DENIED =
  /(?:^|: )(?:User denied the tool execution|The user denied this edit\.|User rejected the tool call|Tool "[^"]*" was denied by user)/;

function decisionOn(tool: string, ok: boolean, { content }: JsonObject): "answer" | "reject" | undefined {
  if (tool === "ask_question" && ok) return "answer";
  const text =
    typeof content === "string"
      ? content
      : blocksOf(content)
          .map((block) => textOf(block))
          .join("\n");
  return !ok && DENIED.test(text) ? "reject" : undefined;
}

function textOf({ text, result, error }: JsonObject): string {
  return [text, result, error].filter((value) => typeof value === "string").join("\n");
}

/** `read_files` takes a list: its file is the first. */
function firstFile(tool: string, input: unknown): string | undefined {
  const files = tool === "read_files" ? memberOf(input, "files") : undefined;
  const first: unknown = Array.isArray(files) ? files[0] : undefined;
  return readText(first) ?? readText(memberOf(first, "path"));
}

export function blocksOf(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? (value as readonly unknown[]).filter((block) => isObject(block)) : [];
}
