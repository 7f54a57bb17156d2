import type { Area } from "../mutation.ts";

const watch = "src/export/directory-watch.ts";
const site = "src/logs/finding/site.ts";
const walk = "src/logs/files/walk.ts";

/** Where logs may come, and what is heard of it. */
export const watching: Area = {
  name: "watching",
  tests: ["test/export/directory-watch.test.ts", "test/agents/sites.test.ts"],
  mutations: [
    { file: watch, from: "if (wanted.get(path) !== identity)", to: "if (!wanted.has(path))" },
    { file: watch, from: "if (wanted.get(path) !== identity)", to: "if (!this.#sites.has(path))" },
    { file: watch, from: "new Map([...there].slice(0, this.#most))", to: "there" },
    { file: watch, from: "? `more than ${this.#most}` : undefined", to: "? undefined : undefined" },
    {
      file: watch,
      from: 'since: performance.now(), others: 0, seen: "" });\n    this.#tell();',
      to: 'since: performance.now(), others: 0, seen: "" });',
    },
    {
      file: watch,
      from: 'if (type === "rename" && name === basename(path)) return this.#lost(path, watched.watcher);',
      to: "",
    },
    { file: watch, from: 'site.awaits(name) ?? site.awaits(name.replace(BESIDE, ""))', to: "site.awaits(name)" },
    { file: watch, from: "&& isDirectory(join(path, name))", to: "" },
    { file: watch, from: "if (seen !== watched.seen) this.#tell();", to: "" },
    { file: watch, from: "if (++watched.others < this.#busy) return;", to: "return;" },
    { file: watch, from: "this.#drop(path);\n    this.#tell();", to: "this.#drop(path);" },
    { file: site, from: "[site, ...sitesAbove(target, links - 1)]", to: "[site]" },
    { file: site, from: "if (!isDirectory(above)) return sitesAbove(above, links);", to: "" },
    { file: site, from: "resolve(realpathSync(dirname(path)), readlinkSync(path))", to: "readlinkSync(path)" },
    { file: walk, from: "for (const logsDir of this.#belowRoots) yield* sitesAbove(logsDir);", to: "" },
    { file: walk, from: 'return this.#rules.enters(parts) ? "directory" : undefined;', to: "return undefined;" },
    { file: walk, from: " || this.#rules.isBeside?.(name, parts) === true) return", to: ") return" },
    { file: "src/agents/crush/discover.ts", from: "site, ...missing(paths)", to: "site" },
    {
      file: "src/agents/pi/discover.ts",
      from: "      ...roots.flatMap(({ path }) => sitesAbove(join(path, SESSIONS))),\n",
      to: "",
    },
  ],
};
