import type { Area } from "../mutation.ts";

const run = "src/export/run.ts";
const batches = "src/export/event-batches.ts";
const totals = "src/export/summary/totals.ts";
const drift = "src/export/summary/drift.ts";
const stdout = "src/export/sinks/stdout-sink.ts";
const consumer = "src/export/sinks/consumer-sink.ts";
const mark = "src/export/sinks/end-mark.ts";
const note = "src/commands/export/remembered/note.ts";
const remembered = "src/commands/export/remembered/remembered.ts";
const types = "src/commands/export/remembered/types.ts";
const last = "src/export/summary/last-export.ts";
const before = "src/export/summary/note-before.ts";

/** The run. */
export const runs: Area = {
  name: "the run",
  tests: ["test/export/run.test.ts"],
  mutations: [
    { file: run, from: "          if (batch.cursor !== undefined) ledger?.advance(log.key, batch.cursor);\n", to: "" },
    {
      file: run,
      from: "          if (batch.lines.length > 0) await sink.write(batch.lines);\n          if (batch.cursor !== undefined) ledger?.advance(log.key, batch.cursor);\n",
      to: "          if (batch.cursor !== undefined) ledger?.advance(log.key, batch.cursor);\n          if (batch.lines.length > 0) await sink.write(batch.lines);\n",
    },
    { file: run, from: "      ledger?.drop((key, cursor) => discovery.isGone(key, cursor));\n", to: "" },
    { file: run, from: "          await request.checkpoint();\n        }", to: "        }" },
    { file: run, from: "  await request.checkpoint();\n  await sink.flush();\n", to: "  await sink.flush();\n" },
    { file: run, from: "  await sink.flush();\n", to: "" },
    { file: run, from: "  await sink.flush();\n", to: "  void sink.flush();\n" },
    { file: run, from: "if (!isWaiting) await iterator.return?.();", to: "await iterator.return?.();" },
    {
      file: run,
      from: "const { done, value } = await wait(iterator.next());",
      to: "const { done, value } = await iterator.next();",
    },
    {
      file: run,
      from: "return discovery.logs.filter(({ stat }) => stat.mtimeMs >= begin);",
      to: "return discovery.logs.filter(({ stat }) => stat.mtimeMs > begin);",
    },
    {
      file: run,
      from: 'const isOffset = typeof offset === "number" && offset >= 0 && offset <= size;',
      to: 'const isOffset = typeof offset === "number";',
    },
    { file: run, from: "      request.tally.addProblems(source.agent, discovery.problems);\n", to: "" },
    {
      file: batches,
      from: "(since === undefined || timestamp >= since)",
      to: "(since === undefined || timestamp > since)",
    },
    {
      file: batches,
      from: "(until === undefined || timestamp < until)",
      to: "(until === undefined || timestamp <= until)",
    },
    { file: batches, from: "counts: withExcluded(counts, excluded),", to: "counts," },
    { file: batches, from: "contains(directory, cwd)", to: "cwd.startsWith(directory)" },
    { file: totals, from: "totals.lines += lines;", to: "totals.lines = lines;" },
    { file: totals, from: "if (count <= TOLD) this.#told.push(problem);", to: "this.#told.push(problem);" },
    { file: totals, from: "more: count - TOLD", to: "more: count" },
    { file: totals, from: '["unreadable", "root-missing", "unknown-format"]', to: '["unreadable", "root-missing"]' },
  ],
};

/** Where events go. */
export const sinks: Area = {
  name: "sinks",
  tests: ["test/export/sinks"],
  mutations: [
    { file: stdout, from: 'if (failedWith(error, "EPIPE", "ECONNRESET"))', to: 'if (failedWith(error, "ECONNRESET"))' },
    {
      file: stdout,
      from: "        throw outputFailure(error);\n      }\n    },\n    flush: () => Promise.resolve(),",
      to: "      }\n    },\n    flush: () => Promise.resolve(),",
    },
    { file: stdout, from: "await wait(written);", to: "void wait(written);" },
    { file: consumer, from: "if (code !== 0) throw failure(options, `exited with code ${code}`, undefined);", to: "" },
    {
      file: consumer,
      from: "if (signal !== null) throw failure(options, `was ended by ${signal}`, undefined);",
      to: "if (signal !== null) return;",
    },
    {
      file: consumer,
      from: "if (unread === undefined) return options.wait(ended);",
      to: "if (unread === undefined) return;",
    },
    {
      file: consumer,
      from: "      if (running === undefined) return;\n      const { input, ended } = running;",
      to: "      const { input, ended } = running ?? (await (starting ??= start()));",
    },
    { file: consumer, from: "    if (isStopped) {\n", to: "    if (starting === undefined) {\n" },
    {
      file: consumer,
      from: '      child.kill(signal ?? "SIGTERM");\n      input.destroy();\n',
      to: '      input.destroy();\n      child.kill(signal ?? "SIGTERM");\n',
    },
    { file: consumer, from: "throw failure(options, UNREAD, unread);", to: "return;" },
    { file: mark, from: "if (events > 0 || evenAlone) await", to: "if (evenAlone) await" },
    { file: mark, from: "      hash.update(bytes);\n", to: "" },
    { file: mark, from: "at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) events++;", to: "at > 0; at = -1) events++;" },
  ],
};

/** The note of the last export. */
export const notes: Area = {
  name: "the note of the last export",
  tests: ["test/commands/export-note.test.ts", "test/commands/remembered.test.ts", "test/export/drift.test.ts"],
  mutations: [
    {
      file: note,
      from: "if (options.dryRun || options.window !== undefined) return;",
      to: "if (options.dryRun) return;",
    },
    { file: note, from: "kept === undefined ? before : rememberedBy(kept, before)", to: "kept ?? { exclude: [] }" },
    {
      file: note,
      from: "kept === undefined ? before : rememberedBy(kept, before)",
      to: "kept === undefined ? { exclude: [] } : rememberedBy(kept, before)",
    },
    { file: remembered, from: "!noted.exclude.includes(directory)", to: "false" },
    { file: remembered, from: "!ended.has(directory)", to: "true" },
    { file: remembered, from: "if (now === noted.fields) return fields;\n", to: "" },
    { file: remembered, from: "wasTold ? fewest([fields, now]) :", to: "wasTold ? fields :" },
    { file: remembered, from: '(now ?? "all")', to: "(now ?? fields)" },
    { file: note, from: "isDelivered ? destinationOf(options) : before.destination", to: "destinationOf(options)" },
    { file: note, from: "given.size === 0 ? before : ", to: "" },
    { file: types, from: "own !== undefined || isTypesNamed ? types : storeTypesOf(before)", to: "types" },
    { file: types, from: "own !== undefined || isTypesNamed ?", to: "own !== undefined ?" },
    { file: note, from: "basename(consumer[0])", to: 'consumer.join(" ")' },
    { file: note, from: "(exitCode === EXIT.ok || exitCode === EXIT.warnings) &&\n", to: "" },
    { file: note, from: "remembered(before.unknown,", to: "remembered({}," },
    {
      file: last,
      from: "destination: z.string().optional().catch(undefined),",
      to: "destination: z.string().optional(),",
    },
    {
      file: last,
      from: "readState(join(dataDir, LAST_EXPORT), LAST_EXPORT_BYTES)",
      to: "readState(join(dataDir, LAST_EXPORT), 2 * LAST_EXPORT_BYTES)",
    },
    {
      file: last,
      from: "const counts = z.record(z.string(), z.number()).catch({});",
      to: "const counts = z.record(z.string(), z.number());",
    },
    { file: before, from: 'typeof destination === "string" ? destination : undefined', to: "destination as string" },
    { file: drift, from: "known?.met.version === version ? known.met.since : now", to: "known?.met.since ?? now" },
    { file: drift, from: ".slice(0, MOST_REMEMBERED)", to: "" },
    { file: drift, from: "(known?.met.times ?? 0) + count", to: "count" },
  ],
};
