/** What a person meets whose OpenCode is newer than `tt`. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { OpenCode } from "../../support/homes/opencode-2.ts";
import { tempDir } from "../../support/program/temp.ts";
import { tt } from "../../support/warm/tt.ts";

interface Json {
  readonly warnings: readonly { readonly kind: string; readonly cause?: string; readonly message?: string }[];
}

/** A home, and what `tt` tells of it. */
function garden() {
  const home = tempDir();
  const path = join(home, ".local/share/opencode/opencode.db");
  mkdirSync(join(path, ".."), { recursive: true });
  const run = (...args: readonly string[]) => tt(args, { home });
  const warnings = (...args: readonly string[]) => (JSON.parse(run(...args, "--json").stdout) as Json).warnings;
  return { path, run, warnings };
}

describe("tt beside an OpenCode that it does not know", () => {
  it("says which version wrote tables that nothing is read of, at every export and in tt status", () => {
    const { path, run, warnings } = garden();
    const database = new DatabaseSync(path);
    database.exec(`CREATE TABLE session_v3 (id text, version text, time_created integer);
      INSERT INTO session_v3 VALUES ('ses_1', '3.0.1', 5), ('ses_2', '3.2.0', 9), ('ses_3', '3.1.0', 7);
      CREATE TABLE turn (id text)`);
    database.close();
    for (let times = 0; times < 2; times++) {
      const { code, stdout, stderr } = run("export");
      expect([code, stdout]).toEqual([0, ""]);
      expect(stderr).toMatch(/does not know all tables.*opencode\.db.*OpenCode 3\.2\.0.*session_v3, turn/);
    }
    expect(run("export", "--strict").code).toBe(3);
    const told = warnings("status").find(({ kind }) => kind === "unknown-format");
    expect(told?.message).toMatch(/OpenCode 3\.2\.0/);
  });

  it("reads the tables that it knows of a database that a later version took over, and says what is missing", () => {
    const { path, run } = garden();
    const program = new OpenCode(path, 2);
    program.row2(program.session2(), "user", { text: "dig" });
    program.exec("CREATE TABLE session_v3 (id text, version text, time_created integer)");
    program.close();
    const first = run("export");
    expect(first.stdout).toMatch(/user_message/);
    expect(first.stderr).toMatch(/of an unknown version.*session_v3/);
    const again = run("export");
    expect(again.stdout).toBe("");
    expect(again.stderr).toMatch(/session_v3/);
  });

  it("counts by name what it does not know of the tables that it knows", () => {
    const { path, run } = garden();
    const program = new OpenCode(path, 1);
    program.migrate(0);
    const session = program.session2();
    program.row2(session, "telepathy", {});
    program.row2(session, "idle", { outcome: "bored" });
    program.row2(session, "assistant", {
      content: [{ type: "hologram" }, { type: "tool", state: { status: "asleep" } }],
      time: { created: 1_789_000_000_000, completed: 1_789_000_000_001 },
    });
    program.row2(session, "idle", { outcome: "succeeded" });
    program.close();
    const { stderr } = run("export", "--summary", "json");
    const { sources } = JSON.parse(stderr) as {
      readonly sources: { readonly opencode: { readonly unknown?: object } };
    };
    expect(sources.opencode.unknown).toEqual({
      "session_message.type": { telepathy: 1 },
      "idle.outcome": { bored: 1 },
      "content.type": { hologram: 1 },
      "state.status": { asleep: 1 },
    });
  });
});
