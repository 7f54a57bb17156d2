import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { zed } from "../../../src/agents/zed/index.ts";
import { databaseContract } from "../../support/contract/database-contract.ts";
import { corpusOf } from "../../support/homes/fixtures.ts";
import { inProcess } from "../../support/program/in-process.ts";
import { asSet } from "../../support/reference/wire.ts";
import { tempDir } from "../../support/program/temp.ts";
import { referenceZed } from "./reference.ts";

const source = zed({ tickMs: 0 });

databaseContract({ source, directory: ".local/share/zed", reference: referenceZed });

describe("Zed", () => {
  const corpus = corpusOf("../corpus-more/zed-synthetic");
  it.skipIf(corpus === undefined)("agrees with the reference decoder on rows of 1.16", async () => {
    const directory = tempDir();
    mkdirSync(join(directory, "threads"));
    const database = new DatabaseSync(join(directory, "threads/threads.db"));
    database.exec(readFileSync(join(corpus ?? "", "zed.sql"), "utf8"));
    database.close();
    const lines = await inProcess(source, [directory], "evidence").run();
    expect(lines).toHaveLength(2);
    expect(asSet(lines)).toEqual(asSet(referenceZed(directory).map((event) => JSON.stringify(event))));
  });

  it("looks where Zed keeps its data on each system", () => {
    const roots = (vars: Record<string, string>, platform: NodeJS.Platform) =>
      source.roots({ home: "/home/ana", vars, platform }).map(({ path }) => path);
    expect(roots({}, "linux")).toEqual(["/home/ana/.local/share/zed"]);
    expect(roots({ XDG_DATA_HOME: "/d", FLATPAK_XDG_DATA_HOME: "/f" }, "linux")).toEqual(["/f/zed"]);
    expect(roots({ XDG_DATA_HOME: "/d" }, "darwin")).toEqual(["/home/ana/Library/Application Support/Zed"]);
    expect(roots({ LOCALAPPDATA: "/l" }, "win32")).toEqual(["/l/Zed"]);
  });
});
