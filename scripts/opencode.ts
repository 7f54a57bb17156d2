/**
 * `npm run opencode -- PROGRAM OUT.db`: has a real OpenCode 1.x write a real database, with everything that a person can
 * do in it: a prompt, a `!` command, an answer, a plan, a rejection, an interrupt, a sub-agent, a fork, an undo. Its model
 * is a stand-in on this machine. Nothing is read of the home of whoever runs it.
 */
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";

const [program = "opencode", out = "opencode.db"] = process.argv.slice(2);
const home = mkdtempSync(join(tmpdir(), "opencode-"));
const project = join(home, "garden");
const PATIENCE_MS = 60_000;

interface Request {
  readonly messages?: readonly { readonly role: string; readonly content: unknown }[];
  readonly tools?: readonly { readonly function: { readonly name: string } }[];
}

/** What the model is told to do stands in the prompt: `call NAME {...}`, `wait`, or anything else. */
async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  const { messages = [], tools = [] } = JSON.parse(text === "" ? "{}" : text) as Request;
  const last = messages.at(-1);
  const prompt = JSON.stringify(messages.findLast(({ role }) => role === "user")?.content ?? "");
  const [, name = "", input = "{}"] = /call (\w+) (.*?) end/.exec(prompt) ?? [];
  const isCall = last?.role !== "tool" && tools.some((tool) => tool.function.name === name);
  response.writeHead(200, { "content-type": "text/event-stream" });
  const send = (delta: object, finish: string | null) =>
    response.write(
      `data: ${JSON.stringify({ id: "1", object: "chat.completion.chunk", created: 1, model: "m", choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`,
    );
  send({ role: "assistant", content: "" }, null);
  if (prompt.includes("wait") && tools.length > 0) {
    send({ content: "I wait" }, null);
    await sleep(PATIENCE_MS, undefined, { ref: false });
  }
  // The input stands in JSON within JSON.
  const args = JSON.parse(`"${input.replaceAll(/(?<!\\)"/g, '\\"')}"`) as string;
  if (isCall)
    send(
      { tool_calls: [{ index: 0, id: `call_${Date.now()}`, type: "function", function: { name, arguments: args } }] },
      null,
    );
  else send({ content: "Done." }, null);
  send({}, isCall ? "tool_calls" : "stop");
  response.end("data: [DONE]\n\n");
}

const model = createServer((request, response) => {
  answer(request, response).catch((error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    response.destroy();
  });
});
await new Promise<void>((done) => model.listen(0, "127.0.0.1", done));
const address = model.address();
const port = typeof address === "object" && address !== null ? address.port : 0;

mkdirSync(project, { recursive: true });
writeFileSync(
  join(project, "opencode.json"),
  JSON.stringify({
    provider: {
      fake: {
        npm: "@ai-sdk/openai-compatible",
        options: { baseURL: `http://127.0.0.1:${port}/v1`, apiKey: "none" },
        models: { m: { tool_call: true, limit: { context: 100_000, output: 4000 } } },
      },
    },
    model: "fake/m",
    small_model: "fake/m",
    autoupdate: false,
    share: "disabled",
    permission: { edit: "ask", bash: "allow" },
  }),
);
const server = spawn(resolve(program), ["serve", "--port", "0", "--pure"], {
  cwd: project,
  env: {
    PATH: process.env["PATH"] ?? "",
    HOME: home,
    XDG_DATA_HOME: join(home, "data"),
    XDG_CONFIG_HOME: join(home, "config"),
    XDG_STATE_HOME: join(home, "state"),
    XDG_CACHE_HOME: join(home, "cache"),
    OPENCODE_DISABLE_MODELS_FETCH: "1",
    OPENCODE_EXPERIMENTAL_PLAN_MODE: "1",
    OPENCODE_ENABLE_QUESTION_TOOL: "1",
  },
  stdio: ["ignore", "pipe", "inherit"],
});
let base = "";
for await (const chunk of server.stdout) {
  base = /http:\/\/[\d.:]+/.exec(String(chunk))?.[0] ?? "";
  if (base !== "") break;
}

async function api(path: string, body?: object): Promise<unknown> {
  const response = await fetch(
    `${base}${path}${path.includes("?") ? "&" : "?"}directory=${encodeURIComponent(project)}`,
    {
      method: body === undefined ? "GET" : "POST",
      headers: { "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(PATIENCE_MS),
    },
  );
  const text = await response.text();
  if (!response.ok) throw new Error(`${path}: ${response.status} ${text.slice(0, 300)}`);
  return text === "" ? undefined : JSON.parse(text);
}

const newSession = async (more: object = {}) => ((await api("/session", more)) as { readonly id: string }).id;
const prompt = (session: string, text: string, agent = "build") =>
  api(`/session/${session}/message`, { agent, parts: [{ type: "text", text }] });

/** The first that waits for a person, when there is one. */
async function waiting(of: "question" | "permission"): Promise<string> {
  for (let tries = 0; tries < 300; tries++) {
    const [first] = (await api(`/${of}`)) as readonly { readonly id: string }[];
    if (first !== undefined) return first.id;
    await sleep(100);
  }
  throw new Error(`no ${of} came`);
}

const QUESTION = `call question ${JSON.stringify({
  questions: [{ question: "Which bed?", header: "Bed", options: [{ label: "North", description: "shady" }] }],
})} end`;
const WRITE = `call write ${JSON.stringify({ filePath: join(project, "beds.md"), content: "dig" })} end`;

/** Everything that is tried, each told of when it did not work. */
const acts: Readonly<Record<string, () => Promise<unknown>>> = {
  async prompts() {
    const session = await newSession();
    await prompt(session, 'call bash {"command":"echo dig","description":"d","timeout":5000} end');
    await api(`/session/${session}/shell`, { agent: "build", command: "echo typed" });
    await prompt(session, "dig on");
    const fork = (await api(`/session/${session}/fork`, {})) as { readonly id: string };
    await prompt(fork.id, "dig elsewhere");
  },
  async answered() {
    const session = await newSession();
    const turn = prompt(session, QUESTION);
    await api(`/question/${await waiting("question")}/reply`, { answers: [["North"]] });
    await turn;
  },
  async dismissed() {
    const session = await newSession();
    const turn = prompt(session, QUESTION);
    await api(`/question/${await waiting("question")}/reject`, {});
    await turn;
  },
  async "plan approved"() {
    const session = await newSession();
    const turn = prompt(session, "call plan_exit {} end", "plan");
    await api(`/question/${await waiting("question")}/reply`, { answers: [["Yes"]] });
    await turn;
  },
  async rejected() {
    const session = await newSession();
    const turn = prompt(session, WRITE);
    await api(`/permission/${await waiting("permission")}/reply`, { reply: "reject" });
    await turn;
  },
  async "rejected with a reason"() {
    const session = await newSession();
    const turn = prompt(session, WRITE);
    await api(`/permission/${await waiting("permission")}/reply`, { reply: "reject", message: "not there" });
    await turn;
  },
  async allowed() {
    const session = await newSession();
    const turn = prompt(session, WRITE);
    await api(`/permission/${await waiting("permission")}/reply`, { reply: "once" });
    await turn;
  },
  async interrupted() {
    const session = await newSession();
    const turn = prompt(session, "wait");
    await sleep(3000);
    await api(`/session/${session}/abort`, {});
    await turn;
  },
  async "sub-agent"() {
    const session = await newSession();
    const task = { description: "dig", prompt: "dig there", subagent_type: "general" };
    await prompt(session, `call task ${JSON.stringify(task)} end`);
  },
  async undone() {
    const session = await newSession();
    await prompt(session, "dig here");
    const first = (
      (await api(`/session/${session}/message`)) as readonly { readonly info: { readonly id: string } }[]
    ).at(0);
    await api(`/session/${session}/revert`, { messageID: first?.info.id ?? "" });
    await prompt(session, "dig there");
  },
};

let failed = 0;
for (const [name, act] of Object.entries(acts)) {
  try {
    await act();
    process.stderr.write(`${name}: done\n`);
  } catch (error) {
    failed++;
    process.stderr.write(`${name}: ${String(error)}\n`);
  }
}
rmSync(out, { force: true });
const database = new DatabaseSync(join(home, "data/opencode/opencode.db"));
database.prepare("VACUUM INTO ?").run(resolve(out));
database.close();
server.kill();
model.closeAllConnections();
model.close();
rmSync(home, { recursive: true, force: true, maxRetries: 5 });
process.exitCode = failed === 0 ? 0 : 1;
