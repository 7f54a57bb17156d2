import { canonicalMillis } from "../../../events/timestamp.ts";
import { isEvidence, type Observation } from "../../../events/observation.ts";
import type { JsonObject } from "../../../lib/json/json.ts";
import type { Documents } from "../../../logs/documents/open-documents.ts";
import { memberOf, readId, readText } from "../../../logs/record/fields.ts";
import { figuresOf } from "../../../logs/record/figures.ts";
import { thoughtsIn } from "../../../logs/record/blocks.ts";
import { worded } from "../../../logs/record/worded.ts";
import type { Asked, Log } from "../../../logs/source.ts";
import { blocksOf, Calls, type Stamped } from "./calls.ts";
import { isSummary, promptIn } from "./prompt.ts";
import { Sender } from "./sender.ts";
import { sessionOf, type Session } from "./session.ts";

/** The rules by which sessions are read. */
export const SESSION_RULES = 5;

/** What the messages of a session show, which are written anew with every message. They are never at rest. */
export function* decodeSession(
  log: Log,
  documents: Documents,
  asked?: Asked,
): Generator<Observation, boolean, undefined> {
  const head = documents.read(log.path);
  const list = head?.["messages"];
  if (head === undefined || !Array.isArray(list)) return false;
  const session = sessionOf(log, head, documents);
  // Whether a person wrote, its manifest says: it is waited for while it is written.
  if (documents.failed || documents.isHalfWritten) return false;
  const messages = blocksOf(list);
  const copied = messages.findLastIndex(endsCopies) + 1;
  // The start of what was copied is its task's, and when the session began its manifest says, once it is there.
  const about = { isStarted: copied > 0 || session.agentId !== undefined || !session.hasManifest, documents };
  for (const seen of observed(session, messages.slice(copied), about))
    if (asked?.evidence === true || !isEvidence(seen)) yield seen;
  return false;
}

/** Stands behind what was copied from a task folder, without its times, when a task of old was resumed. */
const COPIED = "Warning: this is a legacy conversation, which means tool names may have changed.";

function endsCopies(message: JsonObject): boolean {
  if (message["role"] !== "user") return false;
  const { content } = message;
  if (typeof content === "string") return content.startsWith(COPIED);
  return blocksOf(content).some(({ text }) => typeof text === "string" && text.startsWith(COPIED));
}

function* observed(
  session: Session,
  messages: readonly JsonObject[],
  about: { readonly isStarted: boolean; readonly documents: Documents },
): Generator<Observation, void, undefined> {
  const { documents } = about;
  const calls = new Calls(session.agentId);
  const sender = new Sender(session.automated);
  let { isStarted } = about;
  for (const message of messages) {
    const id = readId(message["id"]);
    const { ts } = message;
    const at = typeof ts === "number" ? canonicalMillis(ts) : undefined;
    if (id === undefined || at === undefined) continue;
    const stamped = { at, sessionId: session.id, cwd: session.cwd };
    if (!isStarted) {
      isStarted = true;
      const { startedAt, gitBranch } = session;
      yield { kind: "session-started", ...stamped, at: startedAt ?? at, gitBranch };
    }
    if (message["role"] === "assistant") {
      yield* answerIn(session, message, { id, stamped });
      yield* calls.usedIn(message, id, stamped);
      yield* takenBy(session, message, { id, stamped });
    } else if (message["role"] === "user") {
      if (isSummary(message)) sender.summarizes();
      yield* promptedIn(session, message, { id, stamped, documents, sender });
      yield* calls.endedIn(message, stamped, sender.isProgram);
    }
  }
}

function* promptedIn(
  { agentId }: Session,
  message: JsonObject,
  about: {
    readonly id: string;
    readonly stamped: Stamped;
    readonly documents: Documents;
    readonly sender: Sender;
  },
): Generator<Observation, void, undefined> {
  // What a sub-agent is to do was written by an agent.
  const prompt =
    agentId === undefined ? promptIn(message, (field, value) => about.documents.unknown(field, value)) : undefined;
  if (prompt === undefined) return;
  about.sender.prompts();
  const common = { ...about.stamped, key: about.id, automated: about.sender.isProgram };
  const { text, hasImage, mode: permissionMode } = prompt;
  if (prompt.isCommand) yield { kind: "user-action", ...common, action: "command", text };
  else yield { kind: "user-message", ...common, ...worded(text), hasImage, permissionMode };
}

function* answerIn(
  { agentId }: Session,
  message: JsonObject,
  { id, stamped }: { readonly id: string; readonly stamped: Stamped },
): Generator<Observation, void, undefined> {
  const { content } = message;
  const texts = blocksOf(content).flatMap(({ type, text }) =>
    type === "text" && typeof text === "string" ? [text] : [],
  );
  for (const said of thoughtsIn(blocksOf(content)))
    yield { kind: "aside", of: "reasoning", ...stamped, key: id, ...said, agentId };
  const text = (typeof content === "string" ? content : texts.join("\n")).trim();
  if (text === "") return;
  const model = readText(memberOf(message["modelInfo"], "id"));
  yield { kind: "agent-message", ...stamped, key: id, ...worded(text), model, agentId };
}

/** What a request took: its figures come with the answer, once it is there. */
function* takenBy(
  { agentId }: Session,
  { metrics, modelInfo }: JsonObject,
  { id, stamped }: { readonly id: string; readonly stamped: Stamped },
): Generator<Observation, void, undefined> {
  const figures = figuresOf(
    {
      input: memberOf(metrics, "inputTokens"),
      output: memberOf(metrics, "outputTokens"),
      cacheRead: memberOf(metrics, "cacheReadTokens"),
      cacheWrite: memberOf(metrics, "cacheWriteTokens"),
    },
    { inputHoldsCache: true },
  );
  const model = readText(memberOf(modelInfo, "id"));
  if (figures !== undefined) yield { kind: "usage", ...stamped, key: id, model, agentId, ...figures };
}
