import type { Observation } from "../../events/observation.ts";
import { parseObject } from "../../lib/json/json.ts";
import { worded } from "../../logs/record/worded.ts";
import type { Task } from "./task.ts";
import { callIn } from "./tools.ts";
import { failed, takenBy } from "./usage.ts";
import type { UiMessage } from "./ui-message.ts";

/** What the messages of a task show, in their order, the start of its session first; of requests, those before `settled`. */
export function* observed(
  task: Task,
  messages: readonly UiMessage[],
  settled: number,
): Generator<Observation, void, undefined> {
  const [first] = messages;
  if (first === undefined) return;
  const { rootId: sessionId, cwd, isSubTask } = task;
  if (!isSubTask) yield { kind: "session-started", at: first.at, sessionId, cwd };
  let before: UiMessage | undefined;
  for (const [index, message] of messages.entries()) {
    if (!message.isPartial) {
      // What a task that another one began is to do was written by that one's agent.
      if (message.role === "person" && !(isSubTask && message === first)) yield* fromPerson(task, message, before);
      if (message.role === "tool") yield toolUse(task, message);
      if (message.role === "agent") yield* answered(task, message);
      const common = { ...stamped(task, message), agentId: agentOf(task) };
      if (message.role === "request" && index < settled) yield* takenBy(message, common);
      if (message.role === "failure") yield failed(message, common);
      if (message.sort === "reasoning" && message.text.trim() !== "")
        yield {
          kind: "aside",
          of: "reasoning",
          ...stamped(task, message),
          ...worded(message.text.trim()),
          agentId: agentOf(task),
        };
    }
    if (!PASSING.has(message.sort)) before = message;
  }
}

/** What is said between a question and its answer, by neither. */
const PASSING = new Set(["checkpoint_created", "checkpoint_saved", "info", "hook_status", "hook_output_stream"]);

/** A slash command stands at the beginning, alone or with words behind it; a path goes on with another slash. */
const COMMAND = /^\/[A-Za-z][\w.-]*(?:\s|$)/;

function* fromPerson(task: Task, message: UiMessage, before: UiMessage | undefined): Generator<Observation> {
  const common = { ...stamped(task, message), automated: false };
  if (message.sort === "user_feedback_diff") {
    // The person changed what the agent was about to write, and let it be written.
    yield { kind: "user-action", ...common, action: "approve" };
    return;
  }
  const text = message.text.trim();
  if (text === "" && !message.hasImage && !message.hasFile) return;
  const isAnswer = message.sort === "user_feedback" && before?.type === "ask" && before.sort === "followup";
  if (isAnswer) yield { kind: "user-action", ...common, action: "answer", text };
  else if (COMMAND.test(text)) yield { kind: "user-action", ...common, action: "command", text };
  else yield { kind: "user-message", ...common, ...worded(text), hasImage: message.hasImage };
}

function toolUse(task: Task, message: UiMessage): Observation {
  return { kind: "tool-use", ...stamped(task, message), ...callIn(message), agentId: agentOf(task) };
}

function* answered(task: Task, message: UiMessage): Generator<Observation> {
  const said = message.sort === "plan_mode_respond" ? parseObject(message.text)?.["response"] : message.text;
  const text = typeof said === "string" ? said.trim() : "";
  if (text === "") return;
  const { model } = message;
  yield { kind: "agent-message", ...stamped(task, message), ...worded(text), model, agentId: agentOf(task) };
}

function agentOf({ id, isSubTask }: Task): string | undefined {
  return isSubTask ? id : undefined;
}

/** The time of a message stands in the ID; with its task it makes the key. */
function stamped({ id, rootId, cwd }: Task, { at, number }: UiMessage) {
  return { at, sessionId: rootId, cwd, key: number === 0 ? id : `${id}.${number}` };
}
