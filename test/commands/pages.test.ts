/** The pages: every link leads somewhere, and the first one is short enough to be read to its end. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { VERBS } from "../../src/commands/help/verbs.ts";

const repository = join(import.meta.dirname, "../..");
const pages = [
  "README.md",
  "CONTRIBUTING.md",
  "CHANGELOG.md",
  ...readdirSync(join(repository, "docs"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name.replaceAll("\\", "/")}`),
];

const text = (page: string) => readFileSync(join(repository, page), "utf8");
/** Without examples, in which nothing is a link or a heading. */
const prose = (page: string) => text(page).replaceAll(/^```.*?^```/gms, "");

/** The anchors of a page, as the sites that show it make them of its headings. */
function anchorsOf(page: string): ReadonlySet<string> {
  const headings = [...prose(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) => heading);
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
        .replaceAll(" ", "-"),
    ),
  );
}

describe.each(pages)("%s", (page) => {
  it("links to pages and headings that exist", () => {
    const links = [...prose(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = ""]) => link);
    const dead = links.filter((link) => {
      if (/^https?:/.test(link)) return false;
      const [file = "", anchor] = link.split("#");
      const target = file === "" ? page : relative(repository, join(repository, dirname(page), file));
      if (!existsSync(join(repository, target))) return true;
      return anchor !== undefined && !anchorsOf(target).has(anchor);
    });
    expect(dead).toEqual([]);
  });
});

describe("README.md", () => {
  it("has at most 200 lines", () => {
    expect(text("README.md").split("\n").length).toBeLessThanOrEqual(201);
  });

  it("names no command that does not exist, nor does another page", () => {
    for (const page of pages) {
      const named = [...text(page).matchAll(/(?:^|`|\$ |&& )tt ([a-z]+)/gm)].map(([, name = ""]) => name);
      expect({ page, unknown: named.filter((name) => !Object.hasOwn(VERBS, name)) }).toEqual({ page, unknown: [] });
    }
  });
});

it("the page of architecture names every folder of the program, as far as two levels", () => {
  const page = text("docs/architecture.md");
  const foldersIn = (path: string) =>
    readdirSync(join(repository, path), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const missing = foldersIn("src").flatMap(({ name: room }) => {
    if (!page.includes(`\`src/${room}/\``)) return [room];
    // A folder of a command or an agent is called like it.
    if (room === "agents" || room === "commands") return [];
    return foldersIn(`src/${room}`).flatMap(({ name }) => (page.includes(`\`${name}/\``) ? [] : [`${room}/${name}`]));
  });
  expect(missing).toEqual([]);
});
