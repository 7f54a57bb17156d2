/** Many exports at once, and many logs that come and go. */
import { appendFileSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { garden, leftovers, linesOf, prompt } from "../../support/homes/garden.ts";
import { itAlso, playsAll } from "../../support/shares.ts";

const MANY = playsAll ? 20 : 8;

describe("exports at once", () => {
  it(`${MANY} of them, each with an output of its own: all end well, the manifest is sound, nothing is missing`, () => {
    const { sh, full, manifest, dataDir } = garden({ events: 500 });
    const { stdout } = sh(`for i in $(seq ${MANY}); do (tt export > kept.$i; echo "code $?") & done; wait`);
    expect(linesOf(stdout)).toEqual(Array.from({ length: MANY }, () => "code 0"));
    const got = new Set(linesOf(sh("cat kept.*").stdout));
    expect([...got].sort()).toEqual([...full()].sort());
    expect(JSON.parse(readFileSync(manifest, "utf8"))).toMatchObject({ version: 2 });
    expect(leftovers(dataDir)).toEqual([]);
    expect(sh("tt export").stdout).toBe("");
  });
});

describe("many logs that come and go", () => {
  itAlso("leave no trace in the manifest once their directory is listed without them", () => {
    const { sh, claudeDir, manifest } = garden();
    for (let round = 0; round < 3; round++) {
      for (let index = 0; index < 300; index++) {
        const project = join(claudeDir, `projects/p${index % 7}`);
        mkdirSync(project, { recursive: true });
        appendFileSync(join(project, `${round}-${index}.jsonl`), prompt(`r${round}-${index}`));
      }
      sh("tt export > /dev/null");
      for (let index = 0; index < 7; index++) rmSync(join(claudeDir, `projects/p${index}`), { recursive: true });
    }
    sh("tt export");
    expect(readFileSync(manifest, "utf8").split("\n")).toHaveLength(4);
  });
});
