import type { Action, Observation } from "../../events/observation.ts";
import { isObject } from "../../lib/json/json.ts";
import { readId } from "../../logs/record/fields.ts";
import type { Asked } from "../../logs/source.ts";
import { decisionIn, decisionInNote, isDeclinedItem } from "./calls/decisions.ts";
import { worded } from "../../logs/record/worded.ts";
import type { RolloutState } from "./state.ts";
import { Numbers } from "./thread/numbers.ts";
import { outputIn, type Output } from "./calls/output.ts";
import { isShellCommand, type Channel } from "./prompts/prompt.ts";
import { Prompts } from "./prompts/prompts.ts";
import type { RolloutRecord, Timed } from "./record.ts";
import { answerIn, reasoningIn, resultOf, resultOfItem, type Result } from "./calls/results.ts";
import { isOfProgram, type Thread } from "./thread/thread.ts";
import { agentIdOf, channelOf, isPaginated, type Scene } from "./scene.ts";
import { callIn, callInItem, OF_SCRIPTS, type Call } from "./calls/tools.ts";
import { Turns } from "./thread/turns.ts";
import { WaitingCalls, type Waiting } from "./calls/waiting.ts";

/** The call that a record tells of, and how it ended where the same record tells that too: an item of a script's call. */
interface Called {
  readonly call: Call;
  readonly result?: Result;
  readonly isDeclined?: boolean;
}

/** The output that a record is, and what the call was waiting for. */
interface Put {
  readonly output: Output;
  readonly waiting: Waiting | undefined;
}

interface Calls {
  readonly called: Called | undefined;
  readonly put: Put | undefined;
}

/** What the person did, and the id of the call that it was about. */
interface Done {
  readonly action: Action;
  readonly about?: string | undefined;
}

/** Sees what a thread's own records show. */
export class Observer {
  readonly #numbers: Numbers;
  readonly #turns: Turns;
  readonly #prompts: Prompts;
  readonly #waiting: WaitingCalls;
  readonly #evidence: boolean;
  readonly #texts: boolean;
  #inScript: boolean;

  constructor(
    { turns, waiting = [], inScript = false, prompts, numbered = {} }: Partial<RolloutState>,
    { evidence = false, texts = false }: Asked,
  ) {
    this.#turns = new Turns(turns);
    this.#waiting = new WaitingCalls(waiting);
    this.#inScript = inScript;
    this.#prompts = new Prompts(prompts);
    this.#numbers = new Numbers(numbered);
    this.#evidence = evidence;
    this.#texts = texts;
  }

  state(): Pick<RolloutState, "turns" | "waiting" | "inScript" | "prompts" | "numbered"> {
    return {
      turns: this.#turns.state(),
      waiting: this.#waiting.state(),
      inScript: this.#inScript,
      prompts: this.#prompts.state(),
      numbered: this.#numbers.state(),
    };
  }

  /** Whether a call waits for an output of which it matters whose it is. */
  get isWaiting(): boolean {
    return this.#waiting.any;
  }

  /** Whether the last call was a script, so that items tell of calls. */
  get inScript(): boolean {
    return this.#inScript;
  }

  /** The time of the agent's last words, and how many had it before: all that passes from one to the next. */
  get lastWords(): readonly [string, number] | undefined {
    return this.#numbers.last("agent-message");
  }

  set lastWords(last: readonly [string, number] | undefined) {
    this.#numbers.note("agent-message", last);
  }

  see(record: Timed, scene: Scene): readonly Observation[] {
    const { thread } = scene;
    const inItems = isPaginated(record, thread);
    const called = this.#called(record, inItems);
    // Most records that come here are calls, and what is one is nothing else. An item of one may tell how it ended.
    if (called !== undefined && record.type === "response_item") return [this.#toolUse(called.call, record, scene)];
    const put = this.#put(record);
    const seen: Observation[] = [];
    if (called !== undefined) seen.push(this.#toolUse(called.call, record, scene));
    // Prompts of a sub-agent are its caller's; what the person does about it is the session's.
    if (!thread.isSubAgent) {
      const prompt = this.#prompt(record, scene, channelOf(thread, inItems));
      if (prompt !== undefined) seen.push(prompt);
      const done = this.#done(record, scene, { called, put });
      if (done?.action === "shell") this.#turns.note("shell");
      if (done !== undefined) {
        const key = this.keyOf("user-action", record, thread, done.about);
        const automated = isOfProgram(this.#turns.sender, thread);
        seen.push({ kind: "user-action", ...scene.common, key, action: done.action, automated });
      }
      const durationMs = record.type === "event_msg" ? this.#turns.ended(record, this.lastWords?.[0]) : undefined;
      if (durationMs !== undefined) {
        const key = this.keyOf("turn-ended", record, thread, record.turnId);
        seen.push({ kind: "turn-ended", ...scene.common, key, durationMs });
      }
    }
    seen.push(...this.#evidenceIn(record, scene, { called, put }));
    if (this.#texts) seen.push(...thoughtsIn(record, scene));
    return seen;
  }

  #toolUse({ tool, id, file, timeoutMs, cwd }: Call, record: Timed, { thread, common }: Scene): Observation {
    const key = this.keyOf("tool-use", record, thread, id);
    const place = { ...common, cwd: cwd ?? common.cwd };
    return { kind: "tool-use", ...place, key, tool, file, timeoutMs, agentId: agentIdOf(thread) };
  }

  #prompt(record: Timed, { thread, settings, common }: Scene, channel: Channel): Observation | undefined {
    const prompt = this.#prompts.see(record, channel);
    if (prompt === undefined) return undefined;
    const sender = this.#turns.prompted(record);
    // An automation's own thread begins with its definition.
    if (thread.isAutomation && prompt.isScheduled) return undefined;
    return {
      kind: "user-message",
      ...common,
      key: this.keyOf("user-message", record, thread),
      ...worded(prompt.text),
      hasImage: prompt.hasImage,
      permissionMode: settings.permissionMode ?? undefined,
      automated: prompt.isScheduled || isOfProgram(sender, thread),
    };
  }

  /** What the person did that is no prompt. */
  #done(record: Timed, { settings }: Scene, { called, put }: Calls): Done | undefined {
    if (isInterrupt(record)) return { action: "interrupt" };
    if (isShellCommand(record)) return { action: "shell" };
    if (this.#turns.isTypedGoal(record)) return { action: "command" };
    // Questions are the person's to answer, whoever is asked for approval.
    if (!settings.asksPerson && put?.waiting !== "answer") return undefined;
    if (called?.isDeclined === true) return { action: "reject", about: called.call.id };
    const decision = put === undefined ? noted(record) : decisionIn(put.output, put.waiting);
    return decision === undefined ? undefined : { action: decision, about: put?.output.call };
  }

  /** Paginated rollouts tell of what a script called, and a script is then no call beside them. */
  #called({ type, payload }: RolloutRecord, inItems: boolean): Called | undefined {
    if (type === "response_item") {
      const call = callIn(payload);
      if (call === undefined) return undefined;
      this.#turns.note("work");
      this.#inScript = call.isScript;
      const isNone = call.isScript && inItems;
      this.#waiting.called(payload, isNone);
      return isNone ? undefined : { call };
    }
    const { type: kind, item } = payload;
    if (!inItems || type !== "event_msg" || kind !== "item_completed" || !isObject(item)) return undefined;
    // Outside of scripts an item has the id of the call that stands in a `response_item`.
    const isOfScript = this.#inScript || readId(item["id"])?.startsWith(OF_SCRIPTS) === true;
    const call = isOfScript ? callInItem(item) : undefined;
    return call === undefined ? undefined : { call, result: resultOfItem(item), isDeclined: isDeclinedItem(item) };
  }

  #put({ type, payload }: RolloutRecord): Put | undefined {
    const output = type === "response_item" ? outputIn(payload) : undefined;
    return output === undefined ? undefined : { output, waiting: this.#waiting.take(output.call) };
  }

  #evidenceIn(record: Timed, { thread, settings, common }: Scene, { called, put }: Calls): readonly Observation[] {
    const agentId = agentIdOf(thread);
    if (record.type === "response_item" && put === undefined) {
      const answer = answerIn(record.payload);
      if (answer === undefined) return [];
      // Numbered also where it is not asked for: its key must not depend on when it was.
      const key = this.keyOf("agent-message", record, thread);
      if (!this.#evidence) return [];
      return [
        { kind: "agent-message", ...common, key, ...worded(answer), model: settings.model ?? undefined, agentId },
      ];
    }
    if (!this.#evidence) return [];
    const key = called?.call.id ?? put?.output.call;
    if (key === undefined || put?.waiting === "script") return [];
    const result = put === undefined ? called?.result : resultOf(put.output);
    return result === undefined ? [] : [{ kind: "tool-result", ...common, key, ...result, agentId }];
  }

  /** The key of what a record shows. What has no id of its own is told apart by its time, and by its number where another has the same time. */
  keyOf(kind: Observation["kind"], { at }: Timed, thread: Thread, id?: string): string {
    return id ?? this.#numbers.key(kind, at, thread.id);
  }
}

function noted({ type, payload }: RolloutRecord): Action | undefined {
  return type === "response_item" ? decisionInNote(payload) : undefined;
}

/** Other reasons are a new prompt that took the turn's place, the end of a review, a budget. */
function isInterrupt({ type, payload }: RolloutRecord): boolean {
  return type === "event_msg" && payload["type"] === "turn_aborted" && payload["reason"] === "interrupted";
}

/** What a reasoning item shows: a summary where there is one, for the rest is encrypted. */
function thoughtsIn({ type, payload, at }: Timed, { thread, common }: Scene): readonly Observation[] {
  const said = type === "response_item" ? reasoningIn(payload) : undefined;
  const key = readId(payload["id"]) ?? `reasoning-${thread.id}-${at}`;
  return said === undefined
    ? []
    : [{ kind: "aside", of: "reasoning", ...common, key, ...said, agentId: agentIdOf(thread) }];
}
