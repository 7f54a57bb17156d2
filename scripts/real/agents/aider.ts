import { spawnSync } from "node:child_process";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { aider } from "../../../src/agents/aider/index.ts";
import { referenceAider } from "../../../test/agents/aider/reference.ts";
import { LOCAL_ZONE } from "../../../test/support/program/in-process.ts";
import type { Driver, RealAgent, Started } from "../agent.ts";

const QUIET_MS = 4000;
const START_MS = 60_000;
const OPTIONS =
  "--model openai/m --edit-format diff --no-check-update --no-show-release-notes --no-show-model-warnings --no-analytics --no-gitignore";

/** What is typed, each with Enter: prompts, one of them in braces, commands, answers. */
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

/** It needs a terminal, which `script` (util-linux) makes. It keeps its histories in the project. */
export const realAider: RealAgent = {
  make: aider,
  from: { pypi: "aider-chat" },
  program: "bin/aider",
  logs: ({ project }) => project,
  reference: (directory) => referenceAider(directory),
  env: ({ url }) => ({ TERM: "xterm", TZ: LOCAL_ZONE, OPENAI_API_BASE: url, OPENAI_API_KEY: "none" }),
  configure({ home, project }) {
    for (const words of ["init -q .", "config user.name Mira", "config user.email mira@example.org"])
      spawnSync("git", words.split(" "), { cwd: project, env: { PATH: process.env["PATH"], HOME: home } });
  },
  /** Says that a command is to be run where the prompt asks for one, else anything. */
  answering: ({ messages }) =>
    JSON.stringify(messages.at(-1)?.content ?? "").includes("shell")
      ? { words: "Try:\n\n```bash\necho dug\n```\n" }
      : {},
  keep(logs, out) {
    cpSync(logs, out, { recursive: true, filter: (path) => !path.startsWith(join(logs, ".git")) });
  },
  steps: {
    async typed(driver) {
      const typing = inTerminal(driver);
      await said(typing, "Repo-map");
      await quiet(typing);
      for (const text of TYPED) {
        typing.stdin.write(`${text}\r`);
        await quiet(typing);
      }
      typing.kill();
      await ended(typing);
    },
    "a prompt of its command line": (driver) => ended(inTerminal(driver, "--yes-always --message 'dig by itself'")),
    "a command of its command line": (driver) => ended(inTerminal(driver, "--yes-always -m '/run echo by itself'")),
  },
};

function inTerminal({ program, start }: Driver, more = ""): Started {
  return start(["-qfec", `${program} ${OPTIONS} ${more}`, "/dev/null"], "script");
}

/** Waits until a program has said something, which Aider says when it has loaded its libraries. */
async function said(child: Started, words: string): Promise<void> {
  let all = "";
  const hear = (text: Buffer) => void (all += text.toString());
  child.stdout.on("data", hear);
  for (let waited = 0; !all.includes(words) && waited < START_MS; waited += 100) await sleep(100);
  child.stdout.off("data", hear);
  if (!all.includes(words)) throw new Error(`it did not say '${words}': ${all.slice(-500)}`);
}

/** Waits until a program has said nothing for a while, or has ended. */
async function quiet(child: Started): Promise<void> {
  for (let isHeard = true; isHeard && child.exitCode === null;) {
    isHeard = false;
    const hear = () => void (isHeard = true);
    child.stdout.on("data", hear);
    await sleep(QUIET_MS);
    child.stdout.off("data", hear);
  }
}

async function ended(child: Started): Promise<void> {
  child.stdout.resume();
  if (child.exitCode === null && child.signalCode === null) await new Promise((done) => child.once("exit", done));
}
