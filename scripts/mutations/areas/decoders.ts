import type { Area } from "../mutation.ts";

const openCode = "src/log-formats/opencode/v2/turn.ts";
const openClaw = "src/agents/openclaw/turn.ts";
const kimi = "src/agents/kimi-cli/observe.ts";
const pi = "src/agents/pi/turn.ts";
const piLog = "src/agents/pi/decode.ts";

/** How long turns took, by logs that tell only when they began and ended: what was idle must not be in them. */
export const turns: Area = {
  name: "turns",
  tests: [
    "test/log-formats/opencode/turn.test.ts",
    "test/agents/openclaw/turn.test.ts",
    "test/agents/kimi-cli/kimi-cli.test.ts",
    "test/agents/pi/turn.test.ts",
    "test/agents/pi/pi.test.ts",
  ],
  mutations: [
    { file: openCode, from: 'began === undefined || (isSilent && type === "user")', to: "began === undefined" },
    { file: openCode, from: '(isSilent && type === "user")', to: "isSilent" },
    { file: openCode, from: "else if (isSilent) isCertain = false;", to: "" },
    { file: openCode, from: "readText(finish) === undefined ? undefined :", to: "finish === null ? undefined :" },
    { file: openCode, from: "isCertain && ended - heard <= LONGEST_SILENCE_MS", to: "isCertain" },
    { file: openClaw, from: "if (calls.length > 0 || endsTurn) return", to: "if (calls.length > 0) return" },
    { file: openClaw, from: "if (!isPrompt && !hasFailed) continue;", to: "if (!isPrompt) continue;" },
    { file: openClaw, from: "else if (began !== undefined && isSilent(began, next)) return undefined;", to: "" },
    { file: openClaw, from: "return isSilent(since, next) ? undefined : since;", to: "return since;" },
    { file: openClaw, from: "Math.max(came, written ?? came)", to: "came" },
    { file: kimi, from: "now >= edge && now - edge <= AT_ONCE_MS", to: "now >= edge" },
    { file: kimi, from: "now >= edge && now - edge <= AT_ONCE_MS", to: "now - edge <= AT_ONCE_MS" },
    { file: pi, from: "turn !== null && turn.failedAt === null ? turn : { since: spoken", to: "{ since: spoken" },
    { file: pi, from: "turn !== null && turn.failedAt === null ? turn :", to: "turn !== null ? turn :" },
    { file: pi, from: "written - spoken > AT_ONCE_MS", to: "written > spoken" },
    { file: piLog, from: 'new Set<unknown>(["user", "assistant", "toolResult"])', to: 'new Set<unknown>(["user"])' },
    { file: piLog, from: "spoken: isSpoken ?", to: "spoken: true ?" },
  ],
};

const asked = "src/agents/copilot-vscode/asked.ts";

/** An answer in which the agent may have waited for the person has no turn. */
export const waits: Area = {
  name: "waits for the person",
  tests: ["test/agents/copilot-vscode/copilot-vscode.test.ts"],
  mutations: [
    { file: asked, from: "|planReview)", to: ")" },
    { file: asked, from: "return mayHaveReview(part) && !allowsResults(confirmed);", to: "return false;" },
    { file: asked, from: '=== FETCH || memberOf(memberOf(part, "source"), "type") === "mcp"', to: "=== FETCH" },
    { file: asked, from: '"reason") === "auto-approve-all"', to: '"reason") !== undefined' },
    { file: asked, from: '"id") === "chat.tools.global.autoApprove"', to: '"id") !== undefined' },
    { file: asked, from: "mayHaveReview(part) && !allowsResults(confirmed)", to: "mayHaveReview(part)" },
  ],
};

const qwen = "src/agents/qwen-code/decode.ts";
const records = "src/log-formats/opencode/records.ts";
const ids = "src/log-formats/opencode/id-time.ts";
const storage = "src/log-formats/opencode/v1/storage.ts";

/** What was a person's and not an agent's, by logs that do not say so in one record. */
export const persons: Area = {
  name: "what was a person's",
  tests: ["test/agents/opencode/opencode.test.ts", "test/agents/qwen-code/qwen-code.test.ts"],
  mutations: [
    { file: storage, from: "if (!this.#known.has(message))\n", to: "if (this.#directory === message)\n" },
    { file: records, from: "if (isOlder && !isMadeBefore(known, session.created))", to: "if (isOlder)" },
    { file: ids, from: "before > 0 && before < ROUND_MS / 2", to: "before >= 0 && before < ROUND_MS / 2" },
    { file: ids, from: "before > 0 && before < ROUND_MS / 2", to: "before > 0" },
    { file: ids, from: "% ROUND_MS) + ROUND_MS) % ROUND_MS", to: "% ROUND_MS)" },
    { file: qwen, from: "state.sentAt !== null && isSentBy(state.sentAt, at)", to: "state.sentAt !== null" },
    { file: qwen, from: "(at ?? null) : null) : sentAt", to: "(at ?? null) : sentAt) : sentAt" },
    { file: qwen, from: "Math.abs(Date.parse(at) - Date.parse(command))", to: "Date.parse(at) - Date.parse(command)" },
  ],
};

const aiderRuns = "src/agents/aider/runs.ts";
const aiderObserver = "src/agents/aider/observer.ts";

/** Scripts may run where somebody types. */
export const runsOfAider: Area = {
  name: "runs of Aider",
  tests: ["test/agents/aider/aider.test.ts"],
  mutations: [
    { file: aiderRuns, from: " || this.#served.has(run)", to: "" },
    { file: aiderRuns, from: 'message.trim() === "" || message.includes(line)', to: "line !== message" },
    { file: aiderRuns, from: "this.#typed.findLast(isStarted) ?? ", to: "" },
    { file: aiderObserver, from: "if (!isAnswer) this.#asking = program;", to: "this.#asking = program;" },
    { file: aiderObserver, from: "lines.run !== run ||", to: "" },
  ],
};

const clinePrompt = "src/agents/cline/session/prompt.ts";
const clineSender = "src/agents/cline/session/sender.ts";
const clineSession = "src/agents/cline/session/session.ts";

/** What a program sent is nobody's time, and what a person typed afterwards is. */
export const sendersOfCline: Area = {
  name: "senders of Cline",
  tests: ["test/agents/cline/cline.test.ts"],
  mutations: [
    { file: clineSender, from: '(this.#automated === "first" && this.#isFirst)', to: 'this.#automated === "first"' },
    { file: clineSender, from: 'this.isProgram = automated !== "none";', to: 'this.isProgram = automated === "all";' },
    { file: clineSender, from: "summarizes(): void {\n    this.#isFirst = false;", to: "summarizes(): void {" },
    { file: clinePrompt, from: '  "System-delivered teammate async run updates:",\n', to: "" },
    { file: clineSession, from: '=== "cli" ? "first" : "all"', to: '!== undefined ? "first" : "all"' },
  ],
};

const geminiLines = "src/agents/gemini-cli/lines.ts";
const rewriting = "src/agents/gemini-cli/rewriting.ts";
const geminiPrompt = "src/agents/gemini-cli/messages/prompt.ts";

/** What a program writes once more is no prompt, and what a person sent is one. */
export const promptsOfGemini: Area = {
  name: "prompts of Gemini CLI",
  tests: ["test/agents/gemini-cli/gemini-cli.test.ts"],
  mutations: [
    { file: geminiLines, from: "this.#own.size + this.#replaced.size > 0", to: "this.#own.size > 0" },
    { file: geminiLines, from: "this.#own.size + this.#replaced.size > 0", to: "true" },
    { file: geminiLines, from: '&& message["toolCalls"] === undefined', to: "" },
    { file: geminiLines, from: "      this.#rewriting.change(change);\n", to: "" },
    { file: geminiLines, from: "      this.#rewriting.end();\n      into.malformed", to: "      into.malformed" },
    { file: geminiLines, from: "      this.#rewriting.end();\n      return;", to: "      return;" },
    { file: rewriting, from: 'if (Object.keys(change).some((name) => name !== "lastUpdated")) this.end();', to: "" },
    { file: rewriting, from: "this.#isNoted && Math.abs", to: "Math.abs" },
    { file: rewriting, from: "<= AT_ONCE_MS", to: "<= Infinity" },
    { file: rewriting, from: "[model, displayContent, toolCalls]", to: "[displayContent, toolCalls]" },
    { file: rewriting, from: "[model, displayContent, toolCalls]", to: "[model, toolCalls]" },
    { file: rewriting, from: '(type === "user" || type === "gemini") && ', to: "" },
    { file: geminiPrompt, from: '&& !own.startsWith("/")', to: "" },
    { file: geminiPrompt, from: "isCommand ? undefined : mark", to: "mark" },
  ],
};

const usage = "src/log-formats/task-folders/usage.ts";
const answer = "src/log-formats/task-folders/answer.ts";

/** What a request took is told once, and so only of its last figures. */
export const lastFigures: Area = {
  name: "last figures of tasks",
  tests: ["test/agents/cline/cline.test.ts"],
  mutations: [
    { file: usage, from: 'type === "ask" && !isPartial', to: 'type === "ask"' },
    { file: usage, from: "asked > later && isAnswered(last)", to: "asked > later" },
    { file: usage, from: 'role === "request" || RESUMED.has(sort)', to: 'role === "request"' },
    { file: answer, from: 'if (memberOf(last, "role") !== "assistant") return false;', to: "" },
    { file: answer, from: "if (documents.failed || documents.isHalfWritten) return false;", to: "" },
    { file: answer, from: '&& memberOf(tokens, "completion") === said?.["tokensOut"]', to: "" },
    {
      file: "src/log-formats/task-folders/discover.ts",
      from: "[log.path, itemPath(log), sentPath(log)]",
      to: "[log.path, itemPath(log)]",
    },
  ],
};
