/** The bill of materials of what is bundled (CycloneDX 1.6, https://cyclonedx.org/docs/1.6/json/): users' scanners read it. */
import { join } from "node:path";
import { manifestOf, type Bundled } from "./bundled.ts";

/** The same for the same bundle: no time, no serial number. */
export function sbomOf(packages: readonly Bundled[]): string {
  const { name = "", version = "", license = "" } = manifestOf(join(import.meta.dirname, "../.."));
  const own = { kind: "library", name, version, license } as const;
  return `${JSON.stringify(
    {
      $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
      bomFormat: "CycloneDX",
      specVersion: "1.6",
      version: 1,
      metadata: {
        lifecycles: [{ phase: "build" }],
        component: { type: "application", ...identityOf(own) },
      },
      components: packages.map(componentOf),
      dependencies: [
        { ref: refOf(own), dependsOn: packages.map(refOf) },
        ...packages.map((one) => ({ ref: refOf(one), dependsOn: neededBy(one, packages).map(refOf) })),
      ],
    },
    null,
    2,
  )}\n`;
}

type Named = Pick<Bundled, "kind" | "name" | "version" | "license">;

function refOf({ kind, name, version }: Omit<Named, "license">): string {
  return `pkg:${kind === "data" ? "pypi" : "npm"}/${name.replace("@", "%40")}@${version}`;
}

function identityOf(one: Named) {
  return {
    "bom-ref": refOf(one),
    name: one.name,
    version: one.version,
    purl: refOf(one),
    licenses: [{ license: { id: one.license } }],
  };
}

function componentOf(one: Bundled) {
  const [algorithm, digest = ""] = one.integrity?.split("-") ?? [];
  const url = one.repository?.replace(/^git\+/, "").replace(/^git:/, "https:");
  return {
    type: one.kind,
    ...identityOf(one),
    scope: "required",
    ...(algorithm === "sha512"
      ? { hashes: [{ alg: "SHA-512", content: Buffer.from(digest, "base64").toString("hex") }] }
      : {}),
    ...(url?.startsWith("https:") ? { externalReferences: [{ type: "vcs", url }] } : {}),
  };
}

/** What was bundled of what a package needs: of two versions that which lies in its own folder, as Node finds it. */
function neededBy({ needs, folder }: Bundled, packages: readonly Bundled[]): readonly Bundled[] {
  return needs.flatMap((name) => {
    const found = packages.filter((other) => other.name === name);
    return found.find((other) => other.folder.startsWith(join(folder, "node_modules"))) ?? found.slice(0, 1);
  });
}
