/**
 * `npm run aider -- PROGRAM OUT`: has a real Aider write real histories into the directory OUT, with everything that a
 * person can do in them: prompts, one of them in braces, commands, answers, an allowed command, runs with `--message`.
 * Its model is a stand-in on this machine. Aider needs a terminal, which `script` (util-linux) makes. Nothing is read of
 * the home of whoever runs it.
 */
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const [program = "aider", out = "aider-histories"] = process.argv.slice(2);
const home = mkdtempSync(join(tmpdir(), "aider-"));
const project = join(home, "garden");
const QUIET_MS = 4000;
const START_MS = 60_000;

/** Says that a command is to be run where the prompt asks for one, else anything. */
async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  const { messages = [], stream } = JSON.parse(text === "" ? "{}" : text) as {
    readonly messages?: readonly { readonly content: unknown }[];
    readonly stream?: boolean;
  };
  const isAsked = JSON.stringify(messages.at(-1)?.content ?? "").includes("shell");
  const message = { role: "assistant", content: isAsked ? "Try:\n\n```bash\necho dug\n```\n" : "Done." };
  const choice = (rest: object) => ({ id: "1", created: 1, model: "m", choices: [{ index: 0, ...rest }] });
  if (stream !== true) {
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ object: "chat.completion", ...choice({ message, finish_reason: "stop" }) }));
    return;
  }
  response.writeHead(200, { "content-type": "text/event-stream" });
  const send = (delta: object, finish: string | null) =>
    response.write(
      `data: ${JSON.stringify({ object: "chat.completion.chunk", ...choice({ delta, finish_reason: finish }) })}\n\n`,
    );
  send(message, null);
  send({}, "stop");
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

const env = {
  PATH: process.env["PATH"] ?? "",
  HOME: home,
  TERM: "xterm",
  OPENAI_API_BASE: `http://127.0.0.1:${port}/v1`,
  OPENAI_API_KEY: "none",
};
const OPTIONS =
  "--model openai/m --edit-format diff --no-check-update --no-show-release-notes --no-show-model-warnings --no-analytics --no-gitignore";

/** Starts Aider in a terminal. */
function start(more = ""): ChildProcess {
  return spawn("script", ["-qfec", `${resolve(program)} ${OPTIONS} ${more}`, "/dev/null"], { cwd: project, env });
}

/** Waits until a program has said something, which Aider says when it has loaded its libraries. */
async function said(child: ChildProcess, words: string): Promise<void> {
  let all = "";
  const hear = (text: Buffer) => void (all += text.toString());
  child.stdout?.on("data", hear);
  for (let waited = 0; !all.includes(words) && waited < START_MS; waited += 100) await sleep(100);
  child.stdout?.off("data", hear);
}

/** Waits until a program has said nothing for a while, or has ended. */
async function quiet(child: ChildProcess, ms = QUIET_MS): Promise<void> {
  for (let said = true; said && child.exitCode === null;) {
    said = false;
    const hear = () => void (said = true);
    child.stdout?.on("data", hear);
    await sleep(ms);
    child.stdout?.off("data", hear);
  }
}

async function ended(child: ChildProcess): Promise<void> {
  child.stdout?.resume();
  if (child.exitCode === null) await new Promise((done) => child.once("exit", done));
}

/** What is typed, each with Enter. */
const TYPED = [
  "dig here",
  "dig there",
  "/tokens",
  "!echo typed",
  "n",
  "a shell command, please",
  "y",
  "n",
  "{",
  "in braces",
  "}",
  "again",
  "again",
  "/exit",
];

try {
  mkdirSync(project);
  for (const words of ["init -q .", "config user.name Mira", "config user.email mira@example.org"])
    spawnSync("git", words.split(" "), { cwd: project, env });
  const typing = start();
  await said(typing, "Repo-map");
  await quiet(typing);
  for (const text of TYPED) {
    typing.stdin?.write(`${text}\r`);
    await quiet(typing);
  }
  typing.kill();
  await ended(typing);
  for (const more of ["--yes-always --message 'dig by itself'", "--yes-always -m '/run echo by itself'"])
    await ended(start(more));
  cpSync(project, resolve(out), { recursive: true, filter: (path) => !path.startsWith(join(project, ".git")) });
  process.stderr.write(`histories in ${resolve(out)}\n`);
} finally {
  model.close();
  model.closeAllConnections();
  rmSync(home, { recursive: true, force: true });
}
