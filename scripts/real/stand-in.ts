/** A stand-in for a model, on this machine: OpenAI's chat completions, streamed or whole. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

/** What makes the stand-in ask for a tool. */
export const ASK = "run a command";

const COMMAND = "echo dug";
const SHELLS =
  /^(?:bash|shell|run_shell_command|execute_command|run_commands|exec|execute|terminal)$|shell|bash|command/i;

interface Schema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}
interface Tool {
  readonly function: { readonly name: string; readonly parameters?: Schema };
}
interface Request extends Partial<Asked> {
  readonly model?: string;
  readonly stream?: boolean;
}

/** What a program asks its model. */
export interface Asked {
  readonly messages: readonly { readonly role: string; readonly content: unknown }[];
  readonly tools: readonly Tool[];
}

/** What the model says: words, or the call of a tool with its arguments in JSON. */
export interface Answer {
  readonly words?: string;
  readonly call?: { readonly name: string; readonly arguments: string };
  /** So long it does not come to the end. */
  readonly holdMs?: number;
}

/** What is answered to what. */
export type Answering = (asked: Asked) => Answer;

/** The words of the last prompt, as JSON. */
export function promptIn({ messages }: Asked): string {
  return JSON.stringify(messages.findLast(({ role }) => role === "user")?.content ?? "");
}

export interface StandIn {
  /** Its base URL, ending in `/v1`. */
  readonly url: string;
  /** How often it was asked for an answer. */
  asked(): number;
  close(): void;
}

/** Starts the stand-in on a free port of the loopback. */
export async function standIn(answering: Answering = callsShell): Promise<StandIn> {
  let asked = 0;
  const server = createServer((request, response) => {
    if (request.method === "POST") asked++;
    answer(request, response, answering).catch((error: unknown) => {
      process.stderr.write(`stand-in: ${String(error)}\n`);
      response.destroy();
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    asked: () => asked,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, answering: Answering): Promise<void> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  const isChat = request.method === "POST" && request.url?.includes("chat/completions") === true;
  if (!isChat) {
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ object: "list", data: [{ id: "stand-in", object: "model", owned_by: "nobody" }] }));
    return;
  }
  const { model, stream, messages = [], tools = [] } = JSON.parse(text) as Request;
  const { words = "Done.", call, holdMs } = answering({ messages, tools });
  const message =
    call === undefined
      ? { role: "assistant", content: words }
      : { role: "assistant", tool_calls: [{ index: 0, id: `call_${Date.now()}`, type: "function", function: call }] };
  const finish = call === undefined ? "stop" : "tool_calls";
  const usage = { prompt_tokens: 120, completion_tokens: 9, total_tokens: 129 };
  const head = { id: `chatcmpl-${Date.now()}`, created: Math.floor(Date.now() / 1000), model };
  if (stream !== true) {
    response.writeHead(200, { "content-type": "application/json" });
    const choices = [{ index: 0, message: { content: null, ...message }, finish_reason: finish }];
    response.end(JSON.stringify({ ...head, object: "chat.completion", choices, usage }));
    return;
  }
  response.writeHead(200, { "content-type": "text/event-stream" });
  const send = (rest: object) =>
    response.write(`data: ${JSON.stringify({ ...head, object: "chat.completion.chunk", ...rest })}\n\n`);
  send({ choices: [{ index: 0, delta: { ...message }, finish_reason: null }] });
  if (holdMs !== undefined) await sleep(holdMs, undefined, { ref: false });
  send({ choices: [{ index: 0, delta: {}, finish_reason: finish }] });
  send({ choices: [], usage });
  response.end("data: [DONE]\n\n");
}

/** Calls a shell, where the last message is a prompt that asks for one. */
const callsShell: Answering = ({ messages, tools }) => {
  const last = messages.findLast(({ role }) => role !== "system");
  if (last?.role !== "user" || !JSON.stringify(last.content).includes(ASK)) return {};
  const shell = tools.find((tool) => SHELLS.test(tool.function.name))?.function;
  if (shell === undefined) return {};
  return { call: { name: shell.name, arguments: JSON.stringify(argumentsOf(shell.parameters ?? {})) } };
};

/** The command, and what else the tool's schema requires. */
function argumentsOf({ properties = {}, required = [] }: Schema): Record<string, unknown> {
  const byType: Readonly<Record<string, unknown>> = { boolean: false, integer: 5, number: 5, array: [], object: {} };
  const given = Object.entries(properties).flatMap(([name, schema]): [string, unknown][] => {
    if (/^(?:command|cmd)s?$/.test(name)) return [[name, schema.type === "string" ? COMMAND : [COMMAND]]];
    if (!required.includes(name)) return [];
    return [[name, schema.enum?.[0] ?? byType[String(schema.type)] ?? "digs"]];
  });
  return Object.fromEntries(given);
}
