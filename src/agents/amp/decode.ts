import { canonicalMillis } from "../../events/timestamp.ts";
import type { Observation } from "../../events/observation.ts";
import { isObject, type JsonObject } from "../../lib/json/json.ts";
import { pathOfUri } from "../../log-formats/vscode/uri.ts";
import type { DocumentFormat } from "../../logs/documents/format.ts";
import { blocksOf, hasBlock, textOfBlocks } from "../../logs/record/blocks.ts";
import { memberOf, readId, readText, readTime, readUnixTime } from "../../logs/record/fields.ts";
import { figuresOf } from "../../logs/record/figures.ts";
import { toolPath } from "../../logs/record/tool-path.ts";
import { threadOfName } from "./discover.ts";
import { worded } from "../../logs/record/worded.ts";
import { facts } from "./facts.ts";

/** Threads. `README.md` beside this file tells what they look like. */
export const ampThreads: DocumentFormat = {
  revision: 2,
  *decode(log, documents, asked) {
    const thread = documents.read(log.path);
    const sessionId = readId(thread?.["id"]) ?? readId(threadOfName(log));
    const messages = thread?.["messages"];
    if (thread === undefined || sessionId === undefined || !Array.isArray(messages)) return false;
    const observer = new Observer(thread, sessionId, asked?.evidence === true);
    for (const [at, message] of (messages as readonly unknown[]).entries()) {
      if (!isObject(message)) continue;
      const state = memberOf(message["state"], "type");
      if (typeof state === "string" && !STATES.has(state)) documents.unknown("state.type", state);
      yield* observer.message(message, ENDED.has(state) || at < messages.length - 1);
    }
    return false;
  },
};

const ENDED: ReadonlySet<unknown> = new Set(["complete", "cancelled"]);
const STATES: ReadonlySet<unknown> = new Set([...ENDED, "streaming"]);

/** What the messages of a thread show, one after the other. */
class Observer {
  readonly #place: {
    readonly sessionId: string;
    readonly cwd?: string | undefined;
    readonly gitBranch?: string | undefined;
  };
  readonly #created: number;
  readonly #evidence: boolean;
  /** The last time that was told: most of what the agent does has none of its own. */
  #time: string | undefined;
  #isStarted = false;

  constructor({ created, env }: JsonObject, sessionId: string, evidence: boolean) {
    const trees = memberOf(memberOf(env, "initial"), "trees");
    const tree: unknown = Array.isArray(trees) ? trees[0] : undefined;
    this.#place = { sessionId, cwd: pathOfUri(memberOf(tree, "uri")), gitBranch: branchOf(tree) };
    this.#created = readUnixTime(created) ?? -Infinity;
    this.#evidence = evidence;
  }

  /** `isWhole`: it grows no more. */
  *message(message: JsonObject, isWhole: boolean): Generator<Observation, void, undefined> {
    const { role, messageId, content } = message;
    const blocks = blocksOf(content);
    const number = Number.isSafeInteger(messageId) ? `.${String(messageId)}` : "";
    const key = `${this.#place.sessionId}${number}`;
    if (role === "user") yield* this.#fromPerson(message, key, blocks);
    // What still grows may get a time, and with it another ID.
    else if (role === "assistant" && isWhole) yield* this.#fromAgent(message, key, blocks);
  }

  *#fromPerson({ meta }: JsonObject, key: string, blocks: readonly unknown[]): Generator<Observation> {
    const sent = readUnixTime(memberOf(meta, "sentAt"));
    const at = sent === undefined ? undefined : canonicalMillis(sent);
    // Without a time, Amp itself wrote it; what was sent before the thread was made, was sent in another one.
    if (sent === undefined || at === undefined || hasBlock(blocks, "tool_result")) return;
    this.#time = sent < this.#created ? undefined : at;
    const said = worded(textOfBlocks(blocks));
    const hasImage = hasBlock(blocks, "image");
    if (this.#time === undefined || (said.length === 0 && !hasImage)) return;
    if (!this.#isStarted) yield { kind: "session-started", at, ...this.#place };
    this.#isStarted = true;
    yield { kind: "user-message", at, key, ...said, hasImage, automated: false, ...this.#place };
  }

  *#fromAgent({ usage }: JsonObject, key: string, blocks: readonly unknown[]): Generator<Observation> {
    // Of what was copied from another thread nothing is told, not even the time.
    if (this.#time === undefined) return;
    const own = readTime(memberOf(usage, "timestamp"));
    const at = own !== undefined && own > this.#time ? own : this.#time;
    this.#time = at;
    for (const [index, block] of blocks.entries()) {
      if (memberOf(block, "type") !== "tool_use") continue;
      const tool = readText(memberOf(block, "name")) ?? "unknown";
      const file = toolPath(facts.tools, tool, memberOf(block, "input"));
      yield { kind: "tool-use", at, key: `${key}-${index}`, tool, file, ...this.#place };
    }
    const model = readText(memberOf(usage, "model"));
    const figures = figuresOf({
      input: memberOf(usage, "inputTokens"),
      output: memberOf(usage, "outputTokens"),
      cacheRead: memberOf(usage, "cacheReadInputTokens"),
      cacheWrite: memberOf(usage, "cacheCreationInputTokens"),
    });
    if (figures !== undefined) yield { kind: "usage", at, key, model, ...figures, ...this.#place };
    const text = textOfBlocks(blocks);
    if (!this.#evidence || own === undefined || text === "" || hasBlock(blocks, "tool_use")) return;
    yield { kind: "agent-message", at, key, ...worded(text), model, ...this.#place };
  }
}

const HEADS = "refs/heads/";

function branchOf(tree: unknown): string | undefined {
  const ref = readText(memberOf(memberOf(tree, "repository"), "ref"));
  return readText(ref?.startsWith(HEADS) === true ? ref.slice(HEADS.length) : ref);
}
