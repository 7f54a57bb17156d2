import { randomUUID } from "node:crypto";
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { piLines } from "../../../src/agents/pi/decode.ts";
import { pi } from "../../../src/agents/pi/index.ts";
import { fixturesOf, furtherLogsOf } from "../../support/homes/fixtures.ts";
import { inProcess } from "../../support/program/in-process.ts";
import { linesBelow, put } from "../../support/contract/tree.ts";
import { sourceContract } from "../../support/contract/source-contract.ts";
import { tempDir } from "../../support/program/temp.ts";
import { referencePi, referencePiUsage } from "./reference.ts";

const source = pi({ tickMs: 0 });
const directory = ".pi/agent";

sourceContract({
  make: pi,
  reference: referencePi,
  usage: referencePiUsage,
  lines: {
    format: piLines,
    copy: (log) => log.replace(/(?=\.jsonl$)/, "-copy"),
    real: { directory: furtherLogsOf("pi/.pi/agent"), path: "sessions/--w--/2026-11-26T12-00-00-000Z_s1.jsonl" },
  },
});

const fixture = (name: string) => join(fixturesOf("pi").find((each) => each.name === name)?.home ?? "", directory);

describe("a session of version 1", () => {
  it("gives the same events when the program writes it anew with ids, and goes on", async () => {
    const [path = ""] = linesBelow(fixture("versions"));
    const root = tempDir();
    const file = join(root, path);
    put(file, readFileSync(join(fixture("versions"), path)));
    const exporter = inProcess(source, [root]);
    const first = await exporter.run();
    writeFileSync(file, migrated(readFileSync(file, "utf8")));
    const again = await exporter.run();
    expect(again).toEqual(first);
    const message = { role: "user", content: "Go on.", timestamp: 1790000400000 };
    const entry = { type: "message", id: "0a0b0c0d", parentId: null, timestamp: "2026-09-21T14:20:00.005Z", message };
    appendFileSync(file, `${JSON.stringify(entry)}\n`);
    const more = await exporter.run();
    expect(more.map((line) => (JSON.parse(line) as { id: string }).id)).toEqual([
      "remote.agent:user_message:2026-09-21T14:20:00.000Z:0a0b0c0d",
    ]);
  });
});

/** As the program migrates a session: ids and parents are put behind what an entry has. */
function migrated(text: string): string {
  let parentId: string | null = null;
  const lines = text.split("\n").filter((line) => line !== "");
  return lines
    .map((line) => {
      const entry = JSON.parse(line) as Record<string, unknown>;
      if (entry["type"] === "session") return `${JSON.stringify({ ...entry, version: 3 })}\n`;
      const id = randomUUID().slice(0, 8);
      const whole = { ...entry, id, parentId };
      parentId = id;
      return `${JSON.stringify(whole)}\n`;
    })
    .join("");
}

describe("a fork", () => {
  it("gives what it copied the IDs of the originals, in their session, whichever is read first or alone", async () => {
    const given = await Promise.all(
      linesBelow(fixture("forks")).map(async (path) => {
        const alone = tempDir();
        put(join(alone, path), readFileSync(join(fixture("forks"), path)));
        const lines = await inProcess(source, [alone]).run();
        return lines.map((line) => JSON.parse(line) as { readonly id: string; readonly session_id: string });
      }),
    );
    const [parent = [], fork = [], other = []] = given;
    const copies = fork.filter(({ session_id }) => session_id === parent[0]?.session_id);
    expect(copies.map(({ id }) => id.split(":")[1])).toEqual(["user_message", "agent_tool_use", "agent_turn"]);
    for (const copy of copies) expect(parent).toContainEqual(copy);
    const ids = given.flat().map(({ id }) => id);
    expect(new Set(ids).size).toBe(parent.length + fork.length - copies.length + other.length);
  });
});

describe("where Pi keeps its sessions", () => {
  it("is a directory of its own, one of the agent, or the usual one", () => {
    const roots = (vars: Readonly<Record<string, string>>) =>
      source.roots({ home: "/home/ivo", vars, platform: "linux" });
    expect(roots({})).toEqual([{ path: "/home/ivo/.pi/agent", named: false }]);
    expect(roots({ PI_CODING_AGENT_DIR: "~/pi" })).toEqual([{ path: "/home/ivo/pi", named: true }]);
    expect(roots({ PI_CODING_AGENT_DIR: "/a", PI_CODING_AGENT_SESSION_DIR: "/s" })).toEqual([
      { path: "/s", named: true },
    ]);
  });

  it("may hold sessions side by side, and other files", async () => {
    const root = tempDir();
    const [path = ""] = linesBelow(fixture("session"));
    const name = path.split("/").at(-1) ?? "";
    const session = readFileSync(join(fixture("session"), path));
    for (const file of [name, "notes.jsonl", `other/${name}`]) put(join(root, file), session);
    const lines = await inProcess(source, [root]).run();
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(referencePi(root));
    expect(lines.length).toBeGreaterThan(5);
  });
});
