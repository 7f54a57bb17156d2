import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { openCode } from "../../../src/agents/opencode/index.ts";
import { referenceDatabase } from "../../../test/agents/opencode/reference-2.ts";
import { asked } from "../../../test/support/reference/wire.ts";
import type { Driver, RealAgent } from "../agent.ts";
import { promptIn } from "../stand-in.ts";

const PATIENCE_MS = 60_000;
const DATABASE = "opencode.db";

/** OpenCode 1.x, by the interface of its own server: what a person can do in it, each once. */
export const realOpenCode: RealAgent = {
  make: openCode,
  from: { npm: "opencode-ai" },
  program: "node_modules/.bin/opencode",
  logs: ({ home }) => join(home, ".local/share/opencode"),
  reference: (directory, evidence) => asked(referenceDatabase(join(directory, DATABASE)), evidence),
  env: () => ({
    OPENCODE_DISABLE_MODELS_FETCH: "1",
    OPENCODE_EXPERIMENTAL_PLAN_MODE: "1",
    OPENCODE_ENABLE_QUESTION_TOOL: "1",
  }),
  configure({ project, url }) {
    writeFileSync(
      join(project, "opencode.json"),
      JSON.stringify({
        provider: {
          fake: {
            npm: "@ai-sdk/openai-compatible",
            options: { baseURL: url, apiKey: "none" },
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
  },
  /** What the model is told to do stands in the prompt: `call NAME {...} end`, `wait`, or anything else. */
  answering(request) {
    const { messages, tools } = request;
    const prompt = promptIn(request);
    if (prompt.includes("wait") && tools.length > 0) return { words: "I wait", holdMs: PATIENCE_MS };
    const [, name = "", input = "{}"] = /call (\w+) (.*?) end/.exec(prompt) ?? [];
    const isCall = messages.at(-1)?.role !== "tool" && tools.some((tool) => tool.function.name === name);
    // The input stands in JSON within JSON.
    return isCall
      ? { call: { name, arguments: JSON.parse(`"${input.replaceAll(/(?<!\\)"/g, '\\"')}"`) as string } }
      : {};
  },
  /** One file, with what lay beside it. */
  keep(logs, out) {
    mkdirSync(out, { recursive: true });
    rmSync(join(out, DATABASE), { force: true });
    const database = new DatabaseSync(join(logs, DATABASE));
    database.prepare("VACUUM INTO ?").run(join(out, DATABASE));
    database.close();
  },
  steps: {
    async "its server"({ project, start }) {
      server = { project, base: await listening(start(["serve", "--port", "0", "--pure"]).stdout) };
    },
    async prompts() {
      const session = await newSession();
      await prompt(session, 'call bash {"command":"echo dig","description":"d","timeout":5000} end');
      await api(`/session/${session}/shell`, { agent: "build", command: "echo typed" });
      await prompt(session, "dig on");
      const fork = (await api(`/session/${session}/fork`, {})) as { readonly id: string };
      await prompt(fork.id, "dig elsewhere");
    },
    async answered() {
      const turn = prompt(await newSession(), QUESTION);
      await api(`/question/${await waiting("question")}/reply`, { answers: [["North"]] });
      await turn;
    },
    async dismissed() {
      const turn = prompt(await newSession(), QUESTION);
      await api(`/question/${await waiting("question")}/reject`, {});
      await turn;
    },
    async "plan approved"() {
      const turn = prompt(await newSession(), "call plan_exit {} end", "plan");
      await api(`/question/${await waiting("question")}/reply`, { answers: [["Yes"]] });
      await turn;
    },
    async rejected(driver) {
      const turn = prompt(await newSession(), writes(driver));
      await api(`/permission/${await waiting("permission")}/reply`, { reply: "reject" });
      await turn;
    },
    async "rejected with a reason"(driver) {
      const turn = prompt(await newSession(), writes(driver));
      await api(`/permission/${await waiting("permission")}/reply`, { reply: "reject", message: "not there" });
      await turn;
    },
    async allowed(driver) {
      const turn = prompt(await newSession(), writes(driver));
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
      const task = { description: "dig", prompt: "dig there", subagent_type: "general" };
      await prompt(await newSession(), `call task ${JSON.stringify(task)} end`);
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
  },
};

const QUESTION = `call question ${JSON.stringify({
  questions: [{ question: "Which bed?", header: "Bed", options: [{ label: "North", description: "shady" }] }],
})} end`;

function writes({ project }: Driver): string {
  return `call write ${JSON.stringify({ filePath: join(project, "beds.md"), content: "dig" })} end`;
}

/** The server that the first step starts. */
let server = { project: "", base: "" };

async function listening(output: AsyncIterable<unknown>): Promise<string> {
  for await (const chunk of output) {
    const [base] = /http:\/\/[\d.:]+/.exec(String(chunk)) ?? [];
    if (base !== undefined) return base;
  }
  throw new Error("it does not say where it listens");
}

async function api(path: string, body?: object): Promise<unknown> {
  const { base, project } = server;
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

async function newSession(): Promise<string> {
  return ((await api("/session", {})) as { readonly id: string }).id;
}

function prompt(session: string, text: string, agent = "build"): Promise<unknown> {
  return api(`/session/${session}/message`, { agent, parts: [{ type: "text", text }] });
}

/** The first that waits for a person, when there is one. */
async function waiting(of: "question" | "permission"): Promise<string> {
  for (let tries = 0; tries < 300; tries++) {
    const [first] = (await api(`/${of}`)) as readonly { readonly id: string }[];
    if (first !== undefined) return first.id;
    await sleep(100);
  }
  throw new Error(`no ${of} came`);
}
