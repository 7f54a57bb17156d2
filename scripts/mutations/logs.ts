import type { Area } from "./mutation.ts";

const lines = "src/logs/lines/line-logs.ts";
const position = "src/logs/lines/position.ts";
const json = "src/logs/lines/json-line.ts";
const documents = "src/logs/documents/document-logs.ts";
const databases = "src/logs/databases/database-logs.ts";
const checkpoints = "src/logs/databases/checkpoints.ts";
const walk = "src/logs/files/walk.ts";

/** The machinery of sources, of files and of lines. */
export const lineLogs: Area = {
  name: "logs of lines",
  built: "once",
  tests: [
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
    { file: "src/logs/agent-source.ts", from: "rules: format.revision,", to: "rules: 0," },
    { file: "src/logs/roots.ts", from: 'return value === "" ? undefined : value;', to: "return value;" },
    {
      file: "src/logs/record/session-starts.ts",
      from: "    this.#sessions.add(sessionId);\n",
      to: "    this.#sessions.clear();\n    this.#sessions.add(sessionId);\n",
    },
    { file: "src/logs/lines/json-lines.ts", from: "started: this.#starts.state(),", to: "started: []," },
    {
      file: "src/logs/lines/json-lines.ts",
      from: "if (evidence || !isEvidence(observation))",
      to: "if (!evidence || !isEvidence(observation))",
    },
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
    { file: lines, from: "position.reader === revision && isSameStat", to: "isSameStat" },
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

/** The machinery of documents and databases. */
export const otherLogs: Area = {
  name: "documents and databases",
  tests: [
    "test/logs/checkpoints.test.ts",
    "test/logs/documents.test.ts",
    "test/logs/databases.test.ts",
    "test/agents/gemini-cli",
    "test/agents/opencode/opencode.test.ts",
  ],
  mutations: [
    { file: documents, from: "delivered.add(identity(next.value))", to: 'identity(next.value) !== ""' },
    { file: documents, from: "      !reading.unfinished &&\n", to: "" },
    {
      file: documents,
      from: "const retry = (documents.unfinished !== undefined && !again) || documents.failed;",
      to: "const retry = documents.failed;",
    },
    {
      file: databases,
      from: "if (tries === 0 && state !== undefined && position.isReplacedBy(state)) position.restart();",
      to: "",
    },
    { file: databases, from: '  if (cursor?.["reader"] !== revision) return false;\n', to: "" },
    {
      file: checkpoints,
      from: "if (last >= 0) return checkpoints.slice(0, last + 1);",
      to: "if (last >= 0) return checkpoints;",
    },
  ],
};
