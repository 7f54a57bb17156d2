/** The package as it is published: what is bundled in it is named, licensed and can be scanned. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { auditReport } from "../../scripts/package/audit-report.ts";
import { itWith, run } from "../support/program/programs.ts";

const repository = join(import.meta.dirname, "../..");
const dist = join(repository, "dist");
const text = readFileSync(join(dist, "sbom.cdx.json"), "utf8");

/** What the schema of CycloneDX 1.6 requires of the members that we use (https://cyclonedx.org/docs/1.6/json/). */
const Component = z.strictObject({
  type: z.enum(["application", "library", "data"]),
  "bom-ref": z.string().min(1),
  name: z.string().min(1),
  version: z.string().min(1).max(1024),
  purl: z.string().regex(/^pkg:(?:npm\/(?:%40[^/@]+\/)?|pypi\/)[^/@]+@[^/@]+$/),
  licenses: z.array(z.strictObject({ license: z.strictObject({ id: z.enum(["MIT", "ISC", "BSD-3-Clause"]) }) })).min(1),
  scope: z.enum(["required", "optional", "excluded"]).optional(),
  hashes: z
    .array(z.strictObject({ alg: z.literal("SHA-512"), content: z.string().regex(/^[0-9a-f]{128}$/) }))
    .optional(),
  externalReferences: z.array(z.strictObject({ type: z.literal("vcs"), url: z.url() })).optional(),
});
const Bom = z.strictObject({
  $schema: z.literal("http://cyclonedx.org/schema/bom-1.6.schema.json"),
  bomFormat: z.literal("CycloneDX"),
  specVersion: z.literal("1.6"),
  version: z.int().min(1),
  metadata: z.strictObject({
    lifecycles: z.array(z.strictObject({ phase: z.enum(["build"]) })),
    component: Component,
  }),
  components: z.array(Component),
  dependencies: z.array(z.strictObject({ ref: z.string().min(1), dependsOn: z.array(z.string()) })),
});

/** The page is passed on without the package: its script begins with the licenses of what is in it. */
function inPage(): readonly string[] {
  const [, notices = ""] = /^\/\*!\n([^]*?)\*\//.exec(readFileSync(join(dist, "page/page.js"), "utf8")) ?? [];
  return notices.split(`\n${"-".repeat(80)}\n\n`).map((notice) => {
    expect(notice).toMatch(/copyright/i);
    expect(notice).toMatch(/AS IS/);
    return /^(\S+ \S+) \(/.exec(notice)?.[1] ?? "";
  });
}

/** What secretlint had bundled into its package before: by the source map that it publishes. */
const INLINED = [
  "@textlint/regexp-string-matcher 2.0.2",
  "escape-string-regexp 4.0.0",
  "lodash.sortby 4.7.0",
  "lodash.uniq 4.5.0",
  "lodash.uniqwith 4.5.0",
];

/** The holders that comments in the code name. */
function holdersIn(code: string): readonly string[] {
  return [...code.matchAll(/^\s*(?:\*|\/\/|\/\*[*!]?).*?\bcopyright\b(.*)$/gim)].map(([, holder = ""]) =>
    plain(holder.replace(/^(?:\s|\(c\)|©|[\d,-])+/i, "")),
  );
}

const plain = (words: string) => words.replaceAll(/\s+/g, " ").trim().toLowerCase();

describe("the bill of materials", () => {
  const bom = Bom.parse(JSON.parse(text));
  const refs = bom.components.map((component) => component["bom-ref"]);

  it("names every package of which the chunks and the page say that they hold a module, once", () => {
    const chunks = readdirSync(dist).filter((name) => name.endsWith(".cjs"));
    const modules = chunks.flatMap((name) => [
      ...readFileSync(join(dist, name), "utf8").matchAll(
        /^\s*\/\/ ((?:node_modules\/(?:@[^/\s]+\/)?[^/\s]+\/)+)[^\s]*$/gm,
      ),
    ]);
    const folders = [
      ...new Set(modules.map(([, path = ""]) => (/^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? [""])[0])),
    ];
    const inChunks = folders.map((folder) => {
      const { name, version } = JSON.parse(readFileSync(join(repository, folder, "package.json"), "utf8")) as {
        readonly name: string;
        readonly version: string;
      };
      return `${name} ${version}`;
    });
    const libraries = bom.components.filter(({ type }) => type === "library");
    const named = libraries.map(({ name, version }) => `${name} ${version}`);
    const others = [...inPage(), ...INLINED];
    expect(named.filter((name) => !name.startsWith("rolldown ")).sort()).toEqual([...inChunks, ...others].sort());
    expect(new Set(refs).size).toBe(refs.length);
  });

  it("names the releases that the lists of prices are from", () => {
    const { lists } = JSON.parse(readFileSync(join(dist, "litellm/prices.json"), "utf8")) as {
      readonly lists: readonly { readonly version: string }[];
    };
    const data = bom.components.filter(({ type }) => type === "data");
    expect(data.map(({ purl }) => purl)).toEqual(lists.map(({ version }) => `pkg:pypi/litellm@${version}`));
  });

  it("has a digest for each, and refers to nothing that it does not name", () => {
    for (const { hashes } of bom.components) expect(hashes).toHaveLength(1);
    const known = new Set([bom.metadata.component["bom-ref"], ...refs]);
    for (const { ref, dependsOn } of bom.dependencies)
      for (const one of [ref, ...dependsOn]) expect(known).toContain(one);
    expect(bom.dependencies.map(({ ref }) => ref)).toEqual([bom.metadata.component["bom-ref"], ...refs]);
  });

  itWith("jq")("is read by jq, and holds no path of a machine", () => {
    expect(run("jq", ["-r", ".components | length"], { input: text }).stdout.trim()).toBe(String(refs.length));
    expect(text).not.toContain(repository);
  });

  it("comes with a notice of everybody whose copyright stands in the code", () => {
    const notices = plain(readFileSync(join(dist, "licenses.txt"), "utf8"));
    const holders = readdirSync(dist)
      .filter((name) => name.endsWith(".cjs"))
      .flatMap((name) => holdersIn(readFileSync(join(dist, name), "utf8")));
    expect(holders).toContain("jquery foundation and other contributors <https://jquery.org/>");
    expect(holders.filter((holder) => !notices.includes(holder))).toEqual([]);
  });

  it("comes with the complete text of every license", () => {
    const notices = readFileSync(join(dist, "licenses.txt"), "utf8").split(`\n${"-".repeat(80)}\n\n`);
    expect(notices.map((notice) => notice.split("\n")[0])).toEqual(
      bom.components.map(({ name, version, licenses }) => `${name} ${version} (${licenses[0]?.license.id})`),
    );
    for (const notice of notices) {
      expect(notice).toMatch(/copyright/i);
      expect(notice.replaceAll(/\s+/g, " ")).toMatch(
        /permission (?:is hereby granted|to use)|redistribution and use in source/i,
      );
      expect(notice).toMatch(/AS IS/);
    }
  });
});

describe("the audit of what is bundled", () => {
  const bom = { components: [{ name: "pg", version: "8.23.1" }] };
  const vulnerability = (name: string) => ({
    [name]: {
      severity: "high",
      range: "<9",
      via: [{ title: "SQL injection", url: "https://example.org/1" }, "another"],
    },
  });

  it("tells the advisories on what is bundled, and on nothing else", () => {
    const answer = (vulnerabilities: object) => auditReport(JSON.stringify({ vulnerabilities }), bom);
    expect(answer({})).toEqual({ state: "answered", advisories: [] });
    expect(answer(vulnerability("vitest"))).toEqual({ state: "answered", advisories: [] });
    expect(answer(vulnerability("pg"))).toEqual({
      state: "answered",
      advisories: ["pg 8.23.1 (high): SQL injection, https://example.org/1"],
    });
  });

  it("says when there is no answer", () => {
    expect(auditReport('{"message":"405 Method Not Allowed - POST https://audit.example/x"}', bom)).toEqual({
      state: "no answer",
      why: "405 Method Not Allowed",
    });
    expect(auditReport("", bom).state).toBe("no answer");
    expect(auditReport("{}", bom).state).toBe("no answer");
  });
});
