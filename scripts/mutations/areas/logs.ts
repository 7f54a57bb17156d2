import type { Area } from "../mutation.ts";

const lines = "src/logs/lines/line-logs.ts";
const position = "src/logs/lines/position.ts";
const json = "src/logs/lines/json-line.ts";
const walk = "src/logs/files/walk.ts";

/** The machinery of sources, of files and of lines. */
export const lineLogs: Area = {
  name: "logs of lines",
  built: true,
  tests: [
    "test/logs/asked.test.ts",
    "test/logs/lines.test.ts",
    "test/logs/revisions.test.ts",
    "test/logs/walk.test.ts",
    "test/manifest",
    "test/agents/agents.test.ts",
    "test/agents/copilot-cli/copilot-cli.test.ts",
    "test/agents/codex/moves.test.ts",
    "test/agents/claude-code/claude-code.test.ts",
  ],
  mutations: [
    { file: "src/logs/agent-source.ts", from: "`${agent}-manifest.json`", to: '"claude-manifest.json"' },
    { file: "src/logs/source.ts", from: "(evidence === true || !isEvidence(observation)) &&", to: "" },
    { file: "src/logs/agent-source.ts", from: "rules: format.revision,", to: "rules: 0," },
    { file: "src/logs/finding/roots.ts", from: 'return value === "" ? undefined : value;', to: "return value;" },
    {
      file: "src/logs/record/session-starts.ts",
      from: "    this.#sessions.add(sessionId);\n",
      to: "    this.#sessions.clear();\n    this.#sessions.add(sessionId);\n",
    },
    { file: "src/logs/lines/json-lines.ts", from: "started: this.#starts.state(),", to: "started: []," },
    { file: json, from: "return withoutReturn(bytes);", to: "return bytes;" },
    { file: json, from: "if (bytes.includes(0)) bytes = Buffer.from(bytes.filter((byte) => byte !== 0));", to: "" },
    { file: json, from: "bytes = bytes.subarray(3);", to: "bytes = bytes.subarray(0);" },
    {
      file: lines,
      from: "if (now.size !== position.size) return true;",
      to: "if (now.size > position.size) return true;",
    },
    { file: lines, from: "if (position.reader !== this.#format.revision) return false;", to: "" },
    { file: lines, from: "unread = addUnread(unread, findings.unread);", to: "" },
    { file: position, from: "position.reader === revision && isSameStat", to: "isSameStat" },
    {
      file: position,
      from: "return digestOf({ offset, reader, state, unread, before }) === digest;",
      to: 'return digest !== "";',
    },
    { file: position, from: "JSON.stringify([offset, reader, state,", to: "JSON.stringify([offset, reader," },
    { file: walk, from: "if (this.#unlisted.has(above)) return false;", to: "" },
    { file: walk, from: "if (this.#logsDirs.has(identity)) return;", to: "" },
  ],
};
