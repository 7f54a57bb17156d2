import type { Area } from "../mutation.ts";

const ledger = "src/manifest/ledger.ts";
const manifest = "src/manifest/manifest.ts";
const state = "src/manifest/state-file.ts";
const readState = "src/manifest/read-state.ts";
const save = "src/manifest/save.ts";
const load = "src/manifest/load.ts";
const changes = "src/manifest/changes.ts";
const printed = "src/manifest/printed-entries.ts";
const entries = "src/manifest/entries.ts";
const head = "src/manifest/head.ts";

/** Where positions are kept. */
export const manifests: Area = {
  name: "the manifest",
  built: true,
  tests: ["test/manifest"],
  mutations: [
    { file: ledger, from: "forget ? NO_ENTRIES : stored.entries;", to: "stored.entries;" },
    { file: ledger, from: "      stored.machineId !== machineId ||\n", to: "" },
    { file: ledger, from: "(forget && stored.entries.size > 0) ||\n", to: "forget ||\n" },
    { file: ledger, from: "if (formatEntry(this.#entries.get(key)) === formatEntry(entry)) return;", to: "" },
    { file: ledger, from: "|| !isGone(key, entry)) continue;", to: "|| isGone(key, entry)) continue;" },
    {
      file: ledger,
      from: "return { machineId, types, storeTypes, zone, exclude, fields, delivery,",
      to: "return { machineId, types, storeTypes, zone, exclude, fields,",
    },
    { file: manifest, from: 'if (Number(version) > MANIFEST_VERSION) return "newer";', to: "" },
    { file: manifest, from: 'if (version !== MANIFEST_VERSION) return "old";', to: "" },
    { file: manifest, from: "[...entries.keys()].sort()", to: "[...entries.keys()]" },
    { file: manifest, from: "if (isEntry(entry)) entries.set", to: "entries.set" },
    { file: head, from: "isDeliveryName(delivery) ? delivery : undefined", to: "undefined" },
    { file: head, from: "${asked}${stored}${zoned}", to: "${asked}${zoned}" },
    {
      file: head,
      from: 'const excluded = exclude.length === 0 ? "" :',
      to: 'const excluded = exclude.length >= 0 ? "" :',
    },
    {
      file: "src/manifest/delivery-before.ts",
      from: "|| manifest.entries.size === 0 ? NO_EVENTS",
      to: "? NO_EVENTS",
    },
    { file: state, from: "mode: 0o600", to: "mode: 0o644" },
    { file: state, from: "    remove(next);\n    throw error;", to: "    throw error;" },
    { file: readState, from: "if (stat.size > most)", to: "if (stat.size < 0)" },
    { file: state, from: "|| !isAlive(Number(pid)));", to: "|| isAlive(Number(pid)));" },
    { file: state, from: "old.sort().slice(0, -KEPT)", to: "old.sort().slice(KEPT)" },
    { file: readState, from: " | constants.O_NOFOLLOW", to: "" },
  ],
};

/** A large manifest: entries that are read out of its text, and what has changed since it was written. */
export const largeManifests: Area = {
  name: "a large manifest and its changes",
  tests: ["test/manifest/changes.test.ts", "test/manifest/printed-entries.test.ts"],
  mutations: [
    { file: save, from: 'stored.state === "corrupt" ? now : undefined', to: "undefined" },
    { file: save, from: "if (base.bytes < large ||", to: "if (" },
    { file: save, from: 'if (stored.changes.state === "corrupt") setAside(stored.changes.path, now);', to: "" },
    { file: save, from: "Math.min(CHANGES_BYTES, base.bytes / 2)", to: "CHANGES_BYTES" },
    {
      file: save,
      from: "if (bytes.length >= large) writeState(stored.changes.path, formatChanges(none));",
      to: "if (bytes.length >= large) return;",
    },
    { file: save, from: "if (entry !== undefined || entries.has(key)) kept.set", to: "kept.set" },
    {
      file: save,
      from: "if (formatHead({ ...head, delivery: undefined }) !== formatHead({ ...base.head, delivery: undefined }))\n    return undefined;",
      to: "",
    },
    { file: save, from: "manifest: base.sha256,", to: 'manifest: "",' },
    { file: load, from: 'if (hash("sha256", bytes, "hex") !== sha256) return undefined;', to: "" },
    { file: load, from: 'if (changes.state === "newer") return', to: "if (false) return" },
    { file: load, from: "if (isLarge && isTooDeep()) return new TooDeep();", to: "" },
    {
      file: load,
      from: "const { entries, manifest: _, ...head } = said;",
      to: "const { entries } = said, { head } = base;",
    },
    { file: changes, from: "else if (isEntry(entry)) entries.set(key, entry);", to: "" },
    { file: changes, from: "if (entry === null) entries.set(key, undefined);\n    else ", to: "" },
    { file: changes, from: 'if (Number(version) > MANIFEST_VERSION) return "newer";', to: "" },
    {
      file: entries,
      from: "return this.changes.has(key) ? undefined : this.base.printed(key);",
      to: "return this.base.printed(key);",
    },
    { file: entries, from: "if (!this.changes.has(key)) yield key;", to: "yield key;" },
    {
      file: entries,
      from: "Number(entry !== undefined) - Number(this.base.has(key))",
      to: "Number(entry !== undefined)",
    },
    { file: printed, from: "this.#bytes[end] === BACKSLASH ? 2 : 1", to: "1" },
    { file: printed, from: "if (this.#keyOf(middle) < key)", to: "if (this.#keyOf(middle) <= key)" },
    { file: printed, from: "this.#asked[line] = 1;", to: "" },
    {
      file: printed,
      from: "count < 2 ? Uint32Array.of(bytes.length) : begins.subarray(0, count - 1)",
      to: "begins.subarray(0, count - 1)",
    },
    { file: printed, from: "this.#bytes[end - 1] === COMMA ? end - 1 : end", to: "end - 1" },
    { file: printed, from: "?.slice(name.length)", to: "?.slice(key.length)" },
  ],
};
