import { cpSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect } from "vitest";
import { tempDir } from "../program/temp.ts";
import type { Ended } from "../program/tt.ts";
import { tt } from "../warm/tt.ts";
import { ndjson } from "./events.ts";
import { prompt } from "./week.ts";

/** A store of the demo's logs, whose atlas is billed to Acme. */
export function billing() {
  const home = tempDir();
  const run = (...args: readonly string[]): Ended => tt(args, { home, env: { TZ: "UTC" } });
  cpSync(join(import.meta.dirname, "../../../fixtures/demo/home"), home, { recursive: true });
  // By two commands, not by `--`, whose consumer would have to start anew.
  const { stdout } = run("export", "--claude-dir", join(home, ".claude"));
  expect(tt(["import"], { home, input: stdout }).code).toBe(0);
  expect(run("projects", "set", "/home/ana/atlas", "--client", "Acme", "--rate", "90", "--currency", "EUR").code).toBe(
    0,
  );
  const late = (time: string) => {
    const event = { ...prompt(time, { cwd: "/home/ana/atlas", session: "late" }), length: 7, has_image: false };
    expect(tt(["import"], { home, input: ndjson(event) }).code).toBe(0);
  };
  return { home, run, late };
}

/** Two projects of one client, at two rates, by two times. */
export function twoProjects() {
  const { home, run } = billing();
  const set = (...args: readonly string[]) => expect(run("projects", "set", ...args, "--client", "Acme").code).toBe(0);
  set("/home/ana/garden", "--rate", "100", "--currency", "EUR");
  set("/home/ana/atlas", "--name", "Atlas", "--rate", "50", "--bill", "agent");
  return { home, run };
}

/** A prompt, by default an hour after the one before it, on no machine of any name. */
export interface Worked {
  readonly cwd: string;
  readonly time?: string;
  readonly machine?: string;
}

/** Prompts in directories of one or several projects. */
export function workIn(...work: readonly (string | Worked)[]) {
  const home = tempDir();
  const run = (...args: readonly string[]): Ended => tt(args, { home, env: { TZ: "UTC" } });
  const events = work.map((one, at) => {
    const {
      cwd,
      machine,
      time = `2026-03-10T${String(at + 9).padStart(2, "0")}:00:00Z`,
    } = typeof one === "string" ? { cwd: one } : one;
    const event = { ...prompt(time, { cwd, session: `${machine} ${cwd}` }), length: 7, has_image: false };
    return machine === undefined ? event : { ...event, id: `${machine}:${event.id}`, machine_id: machine };
  });
  expect(tt(["import"], { home, input: ndjson(...events) }).code).toBe(0);
  const set = (directory: string, client: string, ...args: readonly string[]) =>
    expect(
      run("projects", "set", directory, "--client", client, "--rate", "100", "--currency", "EUR", ...args).code,
    ).toBe(0);
  return { home, run, set };
}

/** The ID under which a statement was kept just now. */
export function idIn({ stdout }: Ended): string {
  const id = /\nkept as ([0-9a-f]{8})\n/.exec(stdout)?.[1];
  if (id === undefined) throw new Error(`nothing was kept:\n${stdout}`);
  return id;
}

/** Changes the texts of the statements that a store keeps, as an older version would have written them. */
export function rewriteStatements(home: string, rewritten: (body: string) => string): void {
  const database = new DatabaseSync(join(home, ".time-tracker/tracker.db"));
  const rows = database.prepare("select id, body from event_statements").all() as { id: string; body: string }[];
  for (const { id, body } of rows)
    database.prepare("update event_statements set body = ? where id = ?").run(rewritten(body), id);
  database.close();
}
