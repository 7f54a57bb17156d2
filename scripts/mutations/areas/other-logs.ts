import type { Area } from "../mutation.ts";

const documents = "src/logs/documents/document-logs.ts";
const reading = "src/logs/documents/reading.ts";
const open = "src/logs/documents/open-documents.ts";
const side = "src/logs/with-side-file.ts";
const databases = "src/logs/databases/database-logs.ts";
const state = "src/logs/databases/state.ts";
const position = "src/logs/databases/position.ts";
const rows = "src/logs/databases/rows.ts";
const unread = "src/logs/databases/unread-rows.ts";
const checkpoints = "src/logs/databases/checkpoints.ts";

/** The machinery of documents. */
export const documentLogs: Area = {
  name: "documents",
  tests: ["documents/parted-documents", "documents/documents", "side-file"].map((name) => `test/logs/${name}.test.ts`),
  mutations: [
    { file: documents, from: "delivered.add(identity(next.value))", to: 'identity(next.value) !== ""' },
    { file: documents, from: "      !reading.unfinished &&\n", to: "" },
    {
      file: documents,
      from: "const retry = documents.isHalfWritten || documents.failed;",
      to: "const retry = documents.failed;",
    },
    { file: documents, from: "documents.isHalfWritten || documents.failed;", to: "documents.isHalfWritten;" },
    { file: documents, from: "&& reading.digest === documents.digest(log.path);", to: ";" },
    { file: documents, from: "atRest && !retry && !documents.isBroken", to: "atRest && !retry" },
    { file: documents, from: "before[isAtRest ? 1 : 0]", to: "before[0]" },
    {
      file: reading,
      from: 'cursor["reader"] !== revision) return undefined;',
      to: "false) return undefined;",
    },
    {
      file: reading,
      from: "hash.update(JSON.stringify([path, stat]));",
      to: "hash.update(JSON.stringify([path, stat?.size]));",
    },
    { file: documents, from: "problems: problems.splice(0) };", to: "problems };" },
    {
      file: open,
      from: 'value = parseJson(bytes.toString("utf8").replace(/^\\ufeff/, ""));',
      to: 'value = parseJson(bytes.toString("utf8"));',
    },
    { file: open, from: "if (stat.size <= this.#cap) return", to: "if (stat.size < this.#cap) return" },
    { file: open, from: " | constants.O_NOFOLLOW", to: "" },
    { file: open, from: "this.unfinished ??= path;\n      this.isBroken = true;", to: "this.unfinished ??= path;" },
    { file: open, from: 'if (failedWith(error, "ENOENT") && this.#own !== undefined) return undefined;', to: "" },
    { file: side, from: "cwd: seen.cwd ?? cwd", to: "cwd: cwd ?? seen.cwd" },
    {
      file: side,
      from: "counts: { lines: 0, skipped: {} } };\n      return;",
      to: "counts: { lines: 0, skipped: {} } };",
    },
    { file: side, from: "if (batch.observations.length > 0) said ??= side.read();", to: "said ??= side.read();" },
    {
      file: side,
      from: 'if (failedWith(error, "ENOENT", "ENOTDIR", "EACCES", "EPERM", "ELOOP")) return undefined;',
      to: 'if (failedWith(error, "ENOENT")) return undefined;',
    },
  ],
};

/** The machinery of databases. */
export const databaseLogs: Area = {
  name: "databases",
  tests: ["checkpoints", "databases/database-position", "databases/unread-rows", "databases/databases"].map(
    (name) => `test/logs/${name}.test.ts`,
  ),
  mutations: [
    {
      file: databases,
      from: "if (tries === 0 && state !== undefined && position.isReplacedBy(state)) position.restart();",
      to: "",
    },
    { file: state, from: '  if (cursor?.["reader"] !== revision) return false;\n', to: "" },
    {
      file: databases,
      from: "if (unread.length < position.unread(table.name).length) position.isDoubtful = true;",
      to: "",
    },
    { file: databases, from: "position.isPart ? undefined : state", to: "state" },
    { file: databases, from: "last = page.rows.at(-1)?.rowid ?? last;", to: "last = page.rows.at(0)?.rowid ?? last;" },
    { file: databases, from: "if (row.id !== undefined) gone.delete(row.id);", to: "gone.clear();" },
    { file: databases, from: "...found.unread.flatMap(({ id }) => id ?? [])]", to: "]" },
    { file: databases, from: "if (!row.isTooLong) this.unread.push", to: "this.unread.push" },
    { file: databases, from: "if (position.moved && isDamaged(error)) position.isDoubtful = true;", to: "" },
    {
      file: databases,
      from: "...(position.moved ? { cursor: position.cursor(undefined) } : undefined)",
      to: "...{ cursor: position.cursor(undefined) }",
    },
    { file: position, from: "    this.#checkpoints.clear();\n    this.#open.clear();\n", to: "" },
    {
      file: position,
      from: "    this.#checkpoints.clear();\n    this.#unread.clear();\n",
      to: "    this.#unread.clear();\n",
    },
    {
      file: position,
      from: '(seen.kind === "session-started" ? this.#started : this.#recent).add',
      to: "this.#recent.add",
    },
    { file: position, from: "...(this.isDoubtful ? { doubtful: true } : {}),", to: "" },
    { file: rows, from: "`octet_length(${record})`", to: "`length(${record})`" },
    { file: rows, from: "WHERE rowid > ? ORDER BY rowid", to: "WHERE rowid >= ? ORDER BY rowid" },
    { file: rows, from: "if (named !== undefined) yield this.#rowOf(named);", to: "" },
    { file: unread, from: "id === undefined ? [rowid] : [rowid, id]", to: "[rowid]" },
    {
      file: checkpoints,
      from: "if (last >= 0) return checkpoints.slice(0, last + 1);",
      to: "if (last >= 0) return checkpoints;",
    },
    { file: checkpoints, from: "return isRenumbered ? now : [];", to: "return [];" },
  ],
};

const thread = "src/agents/zed/thread.ts";

/** What agents say of their databases: of each one by its own tests. */
export const databaseReaders: readonly Area[] = [
  {
    name: "Crush's database",
    tests: ["test/agents/crush"],
    mutations: [
      { file: "src/agents/crush/register.ts", from: "resolve(path, data)", to: "resolve(data)" },
      { file: "src/agents/crush/sessions.ts", from: "      head = parent;\n", to: "      return parent;\n" },
    ],
  },
  {
    name: "Goose's database",
    tests: ["test/agents/goose"],
    mutations: [
      {
        file: "src/agents/goose/database.ts",
        from: "`id = CAST(?1 AS INTEGER) AND ${name} = ?1`",
        to: "`id = CAST(?1 AS INTEGER)`",
      },
      {
        file: "src/agents/goose/ledger.ts",
        from: 'if (columns["cost_source"] === "carried_forward") return "done";',
        to: "",
      },
      { file: "src/agents/goose/programs.ts", from: "isOfStart(session, at) && this.#isFirst(prompt)", to: "true" },
      { file: "src/agents/goose/prompts.ts", from: 'if (type !== "terminal" || metadata', to: "if (metadata" },
    ],
  },
  {
    name: "Zed's database",
    tests: ["test/agents/zed"],
    mutations: [
      {
        file: "src/logs/databases/zstd.ts",
        from: 'if (error instanceof Error && "code" in error) return null;',
        to: "",
      },
      {
        file: thread,
        from: 'if (at === undefined || !hasPrompt(record["messages"])) return "open";',
        to: 'if (at === undefined || !hasPrompt(record["messages"])) return "done";',
      },
      { file: thread, from: 'order.split(",").indexOf("0") : 0', to: 'Number(order.split(",")[0]) : 0' },
    ],
  },
];
