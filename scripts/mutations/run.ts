import type { Area } from "./mutation.ts";

const ledger = "src/manifest/ledger.ts";
const manifest = "src/manifest/manifest.ts";
const state = "src/manifest/state-file.ts";
const save = "src/manifest/save.ts";
const load = "src/manifest/load.ts";
const changes = "src/manifest/changes.ts";
const run = "src/export/run.ts";
const totals = "src/export/summary/totals.ts";
const stdout = "src/export/sinks/stdout-sink.ts";
const consumer = "src/export/sinks/consumer-sink.ts";

/** Where positions are kept. */
export const manifests: Area = {
  name: "the manifest",
  built: "each",
  tests: ["test/manifest", "test/logs/lines.test.ts", "test/cli/state.test.ts", "test/cli/export.test.ts"],
  mutations: [
    { file: ledger, from: "forget ? NO_ENTRIES : stored.entries;", to: "stored.entries;" },
    { file: ledger, from: "      stored.machineId !== machineId ||\n", to: "" },
    { file: ledger, from: "if (formatEntry(this.#entries.get(key)) === formatEntry(entry)) return;", to: "" },
    { file: ledger, from: "|| !isGone(key, entry)) continue;", to: "|| isGone(key, entry)) continue;" },
    { file: manifest, from: 'if (Number(version) > MANIFEST_VERSION) return "newer";', to: "" },
    { file: manifest, from: "[...entries.keys()].sort()", to: "[...entries.keys()]" },
    { file: manifest, from: "if (isEntry(entry)) entries.set", to: "entries.set" },
    { file: state, from: "mode: 0o600", to: "mode: 0o644" },
    { file: state, from: "    remove(next);\n    throw error;", to: "    throw error;" },
    { file: state, from: "if (stat.size > most)", to: "if (stat.size < 0)" },
    { file: save, from: 'stored.state === "corrupt" ? now : undefined', to: "undefined" },
    { file: save, from: "if (base.bytes < large ||", to: "if (" },
    { file: load, from: 'if (hash("sha256", bytes, "hex") !== sha256) return undefined;', to: "" },
    { file: changes, from: "else if (isEntry(entry)) entries.set(key, entry);", to: "" },
  ],
};

/** The run, and where events go. */
export const runs: Area = {
  name: "the run and its sinks",
  built: "each",
  tests: [
    "test/cli/export.test.ts",
    "test/cli/consumer.test.ts",
    "test/cli/stdout.test.ts",
    "test/cli/finding-logs.test.ts",
    "test/cli/ends.test.ts",
    "test/export/threads.test.ts",
  ],
  mutations: [
    { file: run, from: "          if (batch.cursor !== undefined) ledger?.advance(log.key, batch.cursor);\n", to: "" },
    { file: run, from: "      ledger?.drop((key, cursor) => discovery.isGone(key, cursor));\n", to: "" },
    { file: run, from: "          await request.checkpoint();\n        }", to: "        }" },
    { file: run, from: "  await sink.flush();\n", to: "" },
    {
      file: run,
      from: "return discovery.logs.filter(({ stat }) => stat.mtimeMs >= begin);",
      to: "return discovery.logs.filter(({ stat }) => stat.mtimeMs > Date.now());",
    },
    { file: run, from: "      request.tally.addProblems(source.agent, discovery.problems);\n", to: "" },
    { file: totals, from: "totals.lines += lines;", to: "totals.lines = lines;" },
    { file: totals, from: "if (count <= TOLD) this.#told.push(problem);", to: "this.#told.push(problem);" },
    { file: stdout, from: 'if (failedWith(error, "EPIPE", "ECONNRESET"))', to: 'if (failedWith(error, "ECONNRESET"))' },
    {
      file: stdout,
      from: "        throw outputFailure(error);\n      }\n    },\n    flush: () => Promise.resolve(),",
      to: "      }\n    },\n    flush: () => Promise.resolve(),",
    },
    { file: consumer, from: "if (code !== 0) throw failure(options, `exited with code ${code}`, undefined);", to: "" },
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
  ],
};
