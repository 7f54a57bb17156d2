import type { Area } from "../mutation.ts";

const decode = "src/agents/copilot-cli/decode.ts";
const discover = "src/agents/copilot-cli/discover.ts";
const facts = "src/agents/copilot-cli/facts.ts";
const observe = "src/agents/copilot-cli/observe.ts";
const person = "src/agents/copilot-cli/person.ts";
const calls = "src/agents/copilot-cli/calls.ts";
const turn = "src/agents/copilot-cli/turn.ts";
const index = "src/agents/copilot-cli/index.ts";

/** What somebody could do wrong in the folder of one agent. */
export const agent: Area = {
  name: "an agent's folder",
  tests: ["test/agents/copilot-cli/copilot-cli.test.ts", "test/agents/agents.test.ts"],
  mutations: [
    // A record that is read wrongly.
    { file: decode, from: 'readId(fields["id"]) ?? lineId(bytes)', to: 'readId(fields["parentId"]) ?? lineId(bytes)' },
    { file: decode, from: 'readId(fields["id"]) ?? lineId(bytes)', to: 'readId(fields["id"]) ?? "none"' },
    { file: decode, from: "const at = readTime(timestamp);", to: "const at = String(timestamp);" },
    { file: decode, from: 'return passed(isActed ? "incomplete" : "other-type");', to: "return state;" },
    { file: decode, from: "  if (isStart) found.start(common);\n", to: "" },
    { file: decode, from: "if (!isPresent(agentId)) {", to: "{" },
    { file: decode, from: "return { ...now, session, isBegun: true };", to: "return { ...now, isBegun: true };" },
    { file: decode, from: "mode: null, turn: NO_TURN, told", to: "mode: null, told" },
    {
      file: decode,
      from: 'readKeptText(memberOf(context, "cwd")) ?? state.cwd',
      to: 'readKeptText(memberOf(context, "cwd")) ?? null',
    },
    {
      file: decode,
      from: 'state.session ?? readId(data["sessionId"]) ?? null',
      to: 'readId(data["sessionId"]) ?? null',
    },
    // State that is changed, not stored, or not understood again.
    {
      file: decode,
      from: "const now = { ...state, calls: before.calls, turn, told: before.told };",
      to: "const now = Object.assign(state, { calls: before.calls, turn, told: before.told });",
    },
    {
      file: decode,
      from: "const now = { ...state, calls: before.calls, turn, told: before.told };",
      to: "const now = { ...state, turn, told: before.told };",
    },
    {
      file: decode,
      from: "return { session, cwd, branch, mode, calls, turn, isBegun, told };",
      to: "return { session, cwd, branch, mode: null, calls, turn, isBegun, told };",
    },
    { file: calls, from: "calls.map((entry) => (entry[0] === id ? [id, call] : entry))", to: "calls" },
    // What the person did, and what the agent or a program did.
    { file: observe, from: "return isPresent(agent) ? [] : fromPerson(", to: "return fromPerson(" },
    { file: observe, from: "if (callWith(before.calls, callId)?.key === null) return [];", to: "" },
    { file: observe, from: '{ kind: "tool-result", key: call.key,', to: '{ kind: "tool-result", key,' },
    { file: observe, from: "const took = call.waits ? -1 :", to: "const took =" },
    {
      file: person,
      from: "if (isPresent(source) && !OF_PERSON.has(source)) {",
      to: "if (OF_PROGRAM.test(String(source))) {",
    },
    { file: "src/logs/record/worded.ts", from: "Buffer.byteLength(text)", to: "text.length" },
    {
      file: person,
      from: 'return isApproved && isPresent(source) ? "approve" : undefined;',
      to: 'return isApproved ? "approve" : undefined;',
    },
    { file: turn, from: "turn.since !== null && turn.interaction === interaction", to: "turn.since !== null" },
    { file: turn, from: 'ENDING.has(data["errorType"]) ? NO_TURN : turn', to: "turn" },
    { file: turn, from: "return turn.last ? ended(turn, now) : { turn };", to: "return ended(turn, now);" },
    // Which files are logs, and whose they are.
    {
      file: discover,
      from: 'name.endsWith(".jsonl") : name === EVENTS',
      to: 'name.endsWith(".jsonl") : name.endsWith(".jsonl")',
    },
    { file: facts, from: 'variable: "COPILOT_HOME"', to: 'variable: "COPILOT_DIR"' },
    { file: facts, from: 'rg: "search",', to: "" },
    { file: facts, from: 'flag: "--copilot-dir"', to: 'flag: "--codex-dir"' },
    { file: facts, from: 'title: "Copilot CLI"', to: 'title: "Codex"' },
    { file: index, from: "format: { revision: 4, load", to: "format: { revision: 0, load" },
  ],
};

/** What the types alone can find. */
export const types: Area = {
  name: "an agent's place in the list",
  tests: ["tsc"],
  mutations: [
    { file: "src/agents/index.ts", from: '  "copilot-cli": copilotCli,\n', to: "" },
    { file: "src/agents/index.ts", from: '  "copilot-cli": copilotCli,\n', to: '  "copilot-cli": geminiCli,\n' },
    { file: "src/events/observation.ts", from: '  "copilot-cli",\n', to: "" },
    { file: facts, from: 'agent: "copilot-cli"', to: 'agent: "gemini-cli"' },
    { file: facts, from: 'rg: "search"', to: 'rg: "find"' },
  ],
};

const codexTurns = "src/agents/codex/thread/turns.ts";

/** What spares work where a call was seen, which is most of what is decoded; whose turns are, and who began them. */
export const threadsOfCodex: Area = {
  name: "threads of Codex",
  tests: ["test/agents/codex/codex.test.ts", "test/agents/codex/evidence.test.ts"],
  mutations: [
    { file: codexTurns, from: 'came === "shell" && (spoke === undefined || spoke < at)', to: 'came === "shell"' },
    { file: codexTurns, from: 'turn.came === "work" || turn.came === what', to: "turn.came === what" },
    { file: codexTurns, from: "isOfTurn ? turn.sender : null", to: "turn?.sender ?? null" },
    { file: codexTurns, from: "this.#sender = sender ?? this.#sender;", to: "this.#sender = sender;" },
    {
      file: "src/agents/codex/observe.ts",
      from: 'if (called !== undefined && record.type === "response_item")',
      to: "if (called !== undefined)",
    },
  ],
};
