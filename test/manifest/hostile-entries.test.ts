/** Entries that no run of ours wrote: none is trusted, none ends the run, nothing is lost by them. */
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseManifest } from "../../src/manifest/manifest.ts";
import { prompt } from "../support/homes/garden.ts";
import { claudeCodeWith, inProcess } from "../support/program/in-process.ts";
import { tempDir, writeTree } from "../support/program/temp.ts";

const LOG = "projects/p/s1.jsonl";

/** A log that was exported; `spoil` gets the text of its manifest. Tells what the next run gives. */
async function afterwards(
  spoil: (manifest: string) => string,
): Promise<{ all: readonly string[]; next: readonly string[] }> {
  const dir = tempDir();
  writeTree(dir, new Map([[LOG, prompt("u0") + prompt("ü1") + prompt("u2")]]));
  const exporter = inProcess(claudeCodeWith("fast"), [dir]);
  const all = await exporter.run();
  exporter.manifest = spoil(exporter.manifest ?? "");
  const next = await exporter.run();
  expect(await exporter.run()).toEqual([]);
  return { all, next };
}

/** The same with one member of the entry replaced; a size that is none makes that the log is looked at. */
function withMember(name: string, value: string): (manifest: string) => string {
  return (manifest) => {
    const changed = manifest.replace(new RegExp(`"${name}":("[^"]*"|[^,}]*)`), () => `"${name}":${value}`);
    expect(changed).not.toBe(manifest);
    return changed.replace(/"size":\d+/, '"size":1');
  };
}

describe("an offset", () => {
  it.each(["-1", "1.5", '"12"', "1e308", "9007199254740993", "null", "true", "[]", "{}", "0", "5", "150", "100000"])(
    "of %s is not trusted: the log is read from its start",
    async (offset) => {
      const { all, next } = await afterwards(withMember("byte_offset", offset));
      expect(next).toEqual(all);
    },
  );

  it.each(['{"toString":null,"valueOf":null}', `${"[".repeat(50_000)}${"]".repeat(50_000)}`])(
    "that cannot be made a number does not end the run",
    async (offset) => {
      const { all, next } = await afterwards(withMember("byte_offset", offset));
      expect(next).toEqual(all);
    },
  );
});

describe("an entry", () => {
  it.each([
    ["digest", '"wrong"'],
    ["digest", '""'],
    ["digest", "5"],
    ["digest", "null"],
    ["inode", '"5"'],
    ["mtime_ms", "null"],
    ["reader", "0"],
    ["reader", "99"],
    ["reader", '"1"'],
  ])("whose %s is %s is not trusted", async (name, value) => {
    const { all, next } = await afterwards(withMember(name, value));
    expect(next).toEqual(all);
  });

  it.each([
    ["nested too deep to be written again", `${"[".repeat(50_000)}${"]".repeat(50_000)}`],
    ["nothing", "null"],
    ["a list", "[]"],
    ["of other names", '{"started":"s1"}'],
    ["of other sessions", '{"started":["s2"]}'],
    ["of a session too many", '{"started":["s1","s2"]}'],
    ["with a prototype", '{"__proto__":{"started":["s1"]}}'],
  ])("whose memo is %s is not trusted, and its log not unreadable for ever", async (_, memo) => {
    const { all, next } = await afterwards((manifest) =>
      manifest.replace(/"memo":\{[^}]*\}/, () => `"memo":${memo}`).replace(/"size":\d+/, '"size":1'),
    );
    expect(next).toEqual(all);
  });

  it.each(["5", "null", "[]", '"x"', "{}", "145632", '{"byte_offset":145632}', '{"byte_offset":10}'])(
    "that is %s is no entry",
    async (entry) => {
      const { all, next } = await afterwards((manifest) =>
        manifest.replace(/: \{"byte_offset.*\}(?=\n)/, () => `: ${entry}`),
      );
      expect(next).toEqual(all);
    },
  );

  it("by the name `__proto__`, of a path outside the roots, or above them is kept or dropped, and opens nothing", async () => {
    const others = ["__proto__", "constructor", "/etc/passwd", "../../../etc/passwd", "", "\0"]
      .map((key) => `${JSON.stringify(key)}: {"byte_offset":1,"memo":{"started":[]}},`)
      .join("\n");
    const { next } = await afterwards((manifest) =>
      manifest.replace('"sessions": {', () => `"sessions": {\n${others}`),
    );
    expect(next).toEqual([]);
    expect(Object.hasOwn(Object.prototype, "byte_offset")).toBe(false);
  });

  it.each(["5", "null", '["x"]', "[[1]]", '[[-1,5,"x"]]', '[[0,-5,"x"]]', '[[0,1e300,"x"]]', '[[0,5,"x"]]'])(
    "with unread lines of %s is not trusted",
    async (value) => {
      const { all, next } = await afterwards((manifest) =>
        manifest.replace('"memo":', () => `"unread":${value},"memo":`).replace(/"size":\d+/, '"size":1'),
      );
      expect(next).toEqual(all);
    },
  );

  it("may be lost, moved or laid out otherwise: what is known stays known", async () => {
    const pretty = await afterwards((manifest) => JSON.stringify(JSON.parse(manifest), null, 2));
    expect(pretty.next).toEqual([]);
    const lost = await afterwards(() => '{ "version": 2, "sessions": {} }');
    expect(lost.next).toEqual(lost.all);
  });
});

describe("the forms before", () => {
  it.each([
    `{"sessions":{"PATH":10}}`,
    `{"sessions":{"PATH":{"byte_offset":10}}}`,
    `{"version":1,"sessions":{"PATH":{"byte_offset":10}}}`,
    `{"sessions":{}}`,
  ])("%s hold nothing to check by: every log is read from its start", async (text) => {
    expect(parseManifest(text)).toBe("old");
    const { all, next } = await afterwards(() => text.replace("PATH", join("/tmp", LOG)));
    expect(next).toEqual(all);
  });
});

describe("a manifest cut at any byte, or with any bit flipped", () => {
  it("loses no event", async () => {
    const dir = tempDir();
    writeTree(dir, new Map([[LOG, prompt("u0") + prompt("u1")]]));
    const exporter = inProcess(claudeCodeWith("fast"), [dir]);
    const all = await exporter.run();
    const good = exporter.manifest ?? "";
    for (let at = 0; at < good.length; at++) {
      for (const bad of [good.slice(0, at), flipped(good, at)]) {
        if (parseManifest(bad) === "newer") continue;
        exporter.manifest = bad;
        const next = await exporter.run();
        // Either it still holds good for what it tells, or all is read again: there is nothing between.
        expect([0, all.length]).toContain(next.length);
        exporter.manifest = bad;
        writeTree(dir, new Map([[LOG, prompt("u0") + prompt("u1") + prompt("u2")]]));
        expect((await exporter.run()).at(-1)).toContain(":u2");
        writeTree(dir, new Map([[LOG, prompt("u0") + prompt("u1")]]));
      }
    }
  });
});

function flipped(text: string, at: number): string {
  const bytes = Buffer.from(text);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << (at % 7));
  return bytes.toString("utf8");
}
