import type { Observation } from "../../events/observation.ts";
import { canonicalTimestamp } from "../../events/timestamp.ts";
import { isObject, parseObject, type Json, type JsonObject } from "../../lib/json.ts";
import { cleanLine } from "../clean-line.ts";
import { idOf, lineId, memberOf, present, textOf } from "../fields.ts";
import { givenFile } from "../given-file.ts";
import type { LineDecoder, LineFindings, LineFormat } from "../line-format.ts";
import { sessionOfName } from "./discover.ts";
import { promptIn } from "./prompt.ts";

const BLANK = /^[ \t\r]*$/;
/** More of a path is cut off in events. */
const PATH_UNITS = 4096;

/** The lines of a session's events. `README.md` beside this file tells what they look like. */
export const copilotLines: LineFormat = {
  revision: 1,
  decoder(log, memo) {
    const named = idOf(sessionOfName(log)) ?? null;
    if (memo === undefined)
      return new CopilotDecoder({ session: null, named, started: false, cwd: null, branch: null });
    return isObject(memo) && "session" in memo ? new CopilotDecoder({ ...(memo as Memo), named }) : undefined;
  },
};

/** What later records need of the earlier ones. */
type Memo = {
  /** The session as the log itself says, else as it is named. */
  readonly session: string | null;
  readonly named: string | null;
  readonly started: boolean;
  readonly cwd: string | null;
  readonly branch: string | null;
};

class CopilotDecoder implements LineDecoder {
  #memo: Memo;

  constructor(memo: Memo) {
    this.#memo = memo;
  }

  memo(): Json {
    return this.#memo;
  }

  line(raw: Buffer, offset: number, into: LineFindings): void {
    const bytes = cleanLine(raw, offset);
    const text = bytes.toString("utf8");
    const fields = parseObject(text);
    if (fields !== undefined) {
      const skipped = this.#record(fields, bytes, into.observations);
      if (skipped !== undefined) into.skipped(skipped);
    } else if (!BLANK.test(text)) into.malformed(offset);
  }

  #record(fields: JsonObject, bytes: Buffer, into: Observation[]): string | undefined {
    const { type, data, timestamp } = fields;
    if (typeof type !== "string" || !isObject(data)) return "other-type";
    if (type === "session.start" || type === "session.resume") {
      this.#place(data);
      return undefined;
    }
    // What the program notes for itself (hooks, permissions, modes, its own prompt) shows nobody at work.
    if (!/^(?:user|assistant|tool)\./.test(type) && type !== "abort") return "other-type";
    const at = typeof timestamp === "string" ? canonicalTimestamp(timestamp) : undefined;
    const sessionId = this.#memo.session ?? this.#memo.named;
    if (at === undefined || sessionId === null) return "incomplete";
    const { cwd, branch, started } = this.#memo;
    const common = { at, sessionId, cwd: cwd ?? undefined, gitBranch: branch ?? undefined };
    if (!started) into.push({ kind: "session-started", ...common });
    // From here on it is this session, whatever a later record says.
    if (!started) this.#memo = { ...this.#memo, session: sessionId, started: true };
    const seen = observe(type, fields, data);
    if (seen !== undefined) into.push({ ...seen, ...common, key: idOf(fields["id"]) ?? lineId(bytes) });
    return undefined;
  }

  /** A session may go on in another directory, or on another branch. */
  #place(data: JsonObject): void {
    const { context } = data;
    this.#memo = {
      ...this.#memo,
      session: this.#memo.session ?? idOf(data["sessionId"]) ?? null,
      cwd: pathOf(memberOf(context, "cwd")) ?? this.#memo.cwd,
      branch: pathOf(memberOf(context, "branch")) ?? this.#memo.branch,
    };
  }
}

type Seen = Observation extends infer Each
  ? Each extends { key: string }
    ? Omit<Each, "at" | "sessionId" | "cwd" | "gitBranch" | "key">
    : never
  : never;

/** What a record of the person or of the agent shows. */
function observe(type: string, fields: JsonObject, data: JsonObject): Seen | undefined {
  const agentId = idOf(fields["agentId"]);
  switch (type) {
    case "tool.execution_start": {
      const tool = textOf(data["toolName"]) ?? "unknown";
      return { kind: "tool-use", tool, file: givenFile("copilot-cli", tool, data["arguments"]), agentId };
    }
    case "user.message":
      return present(fields["agentId"]) ? undefined : fromPerson(data);
    case "abort":
      return present(fields["agentId"]) ? undefined : { kind: "user-action", action: "interrupt", automated: false };
    default:
      return undefined;
  }
}

function fromPerson(data: JsonObject): Seen | undefined {
  const prompt = promptIn(data);
  if (prompt === undefined) return undefined;
  if (data["agentMode"] === "shell") return { kind: "user-action", action: "shell", automated: false };
  return { kind: "user-message", ...prompt, automated: false };
}

function pathOf(value: unknown): string | undefined {
  return textOf(value)?.slice(0, PATH_UNITS);
}
