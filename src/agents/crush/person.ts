import type { Action, Observation } from "../../events/observation.ts";
import type { Result, Parts } from "./parts.ts";

type Written = { readonly kind: "user-message" | "user-action" } & Observation;

interface Origin {
  readonly at: string;
  readonly sessionId: string;
  readonly cwd: string | undefined;
}

/** After a compaction Crush repeats the prompt that the agent was working on, in these words (`agent.go`). */
const REPEATED = "The previous session was interrupted because it got too long, the initial user request was: `";
/** How Crush hands a message of a channel to the session: a server of tools sent it (`mcp/channel.go`). */
const FROM_CHANNEL = /^<channel[\s>]/;

/** What a message of the role `user` shows: a prompt, or a `!` command. */
export function written(parts: Parts, origin: Origin, key: string): Written | undefined {
  const { texts, hasFile, hasImage } = parts;
  if (texts.length === 0 && !hasFile)
    return parts.hasShellCommand
      ? { kind: "user-action", ...origin, key, automated: false, action: "shell" }
      : undefined;
  if (texts[0]?.startsWith(REPEATED) === true) return undefined;
  const length = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  const automated = FROM_CHANNEL.test(texts[0] ?? "");
  return { kind: "user-message", ...origin, key, length, text: texts.join("\n"), hasImage, automated };
}

/** What a person decided whom a tool had asked, by its result. */
export function decided({ tool, content, isError }: Result): Action | undefined {
  if (isError)
    return content === "User denied permission" || content === "User cancelled this question" ? "reject" : undefined;
  return tool === "question" && content.startsWith("Q1: ") ? "answer" : undefined;
}
