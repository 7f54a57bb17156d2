/** Which session is meant, and where what happened in it is read from. */
import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { sources } from "../../src/agents/index.ts";
import { findSession, type FoundSession } from "../../src/commands/show/session.ts";
import { transcriptOf } from "../../src/transcript/transcript.ts";
import { Failure } from "../../src/failure.ts";
import { ndjson, prompt } from "../support/store/events.ts";
import { importText } from "../support/store/import.ts";
import { inProcess } from "../support/program/in-process.ts";
import { tempDir } from "../support/program/temp.ts";

const demo = join(import.meta.dirname, "../../fixtures/demo/home");
const GARDEN = "daf90a25-5478-4e44-8001-4ec492ae3a70";

/** A home with the logs of the demo, or none, and a store of some events. */
async function world({ logs = true, events = "" }: { readonly logs?: boolean; readonly events?: string } = {}) {
  const home = tempDir();
  const claude = join(home, ".claude");
  if (logs) cpSync(join(demo, ".claude"), claude, { recursive: true });
  const store = { db: undefined, dataDir: home };
  if (events !== "") await importText(store, events);
  const all = sources.map((source) => ({
    source,
    isNamed: false,
    asked: false,
    roots: source.agent === "claude-code" ? [{ path: claude, named: false }] : [],
  }));
  const find = (id: string, only?: string) =>
    findSession({
      id,
      sources: all.filter(({ source }) => only === undefined || source.agent === only),
      isNarrowed: only !== undefined,
      read: { store: { ...store, isNamed: false }, persons: undefined, strict: false },
    });
  return { claude, find };
}

async function refusal(found: Promise<FoundSession>): Promise<Pick<Failure, "message" | "hint" | "exitCode">> {
  try {
    await found;
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error("it was found");
}

/** What is stored of the demo's Claude Code. */
async function storedDemo(): Promise<string> {
  const source = sources.find(({ agent }) => agent === "claude-code");
  if (source === undefined) throw new Error("there is Claude Code");
  const lines = await inProcess(source, [join(demo, ".claude")], "evidence").run();
  return lines.map((line) => `${line}\n`).join("");
}

const stepsOf = ({ agent, id, entries }: FoundSession) =>
  transcriptOf(agent, id, entries)?.exchanges.map(({ prompt: of, steps }) => [
    of?.at,
    ...steps
      .filter(({ sort }) => sort !== "reasoning" && sort !== "words")
      .map((step) => ({ ...step, text: undefined })),
  ]);

describe("the session that is meant", () => {
  it("is found in the logs where nothing is stored, by the beginning of its ID, with its sub-agents", async () => {
    const { find } = await world();
    const found = await find(GARDEN.slice(0, 8));
    expect(found).toMatchObject({ agent: "claude-code", id: GARDEN });
    expect(found.logs.map((path) => path.split("/").at(-1))).toEqual([
      `${GARDEN}.jsonl`,
      "agent-0a5c8427a13bb55dc.jsonl",
    ]);
    expect(found.entries.some(({ text }) => text !== undefined)).toBe(true);
  });

  it("is told by the store as by its log, but for texts, once the log is gone", async () => {
    const { find, claude } = await world({ events: await storedDemo() });
    const fromLog = await find(GARDEN);
    expect(fromLog.logs).toHaveLength(2);
    rmSync(claude, { recursive: true });
    const fromStore = await find(GARDEN);
    expect(fromStore.logs).toEqual([]);
    expect(stepsOf(fromStore)).toEqual(stepsOf(fromLog));
    expect(fromStore.entries.every(({ text }) => text === undefined)).toBe(true);
  });

  it("is refused where it is nobody's", async () => {
    const { find } = await world({ events: ndjson(prompt(1)) });
    expect(await refusal(find("nobody"))).toMatchObject({
      message: "no session is called 'nobody'",
      hint: "'tt sessions' lists the stored ones; neither the store nor the logs know this one",
      exitCode: 2,
    });
    expect(await refusal(find("s1", "codex"))).toMatchObject({
      message: "no session of codex is called 's1'",
      hint: "the store has one of claude-code",
    });
    // No pattern: these are letters.
    expect(await refusal(find("%"))).toMatchObject({ message: "no session is called '%'" });
    expect(await refusal(find("s_"))).toMatchObject({ message: "no session is called 's_'" });
  });

  it("is refused where several may be meant, stored or in logs, and they are named", async () => {
    const events = [
      prompt(1, { session_id: "garden-1" }),
      prompt(2, { session_id: "garden-2" }),
      prompt(3, { session_id: "garden-2", agent: "codex" }),
      prompt(4, { session_id: "garden-22" }),
      prompt(5, { session_id: "garden-1", machine_id: "laptop", id: "laptop:remote.agent:user_message:x:y" }),
    ];
    const { find } = await world({ events: ndjson(...events) });
    expect(await refusal(find("garden"))).toMatchObject({
      message:
        "'garden' is 4 sessions: garden-1 (claude-code), garden-2 (claude-code), garden-2 (codex), garden-22 (claude-code)",
      hint: "give more of its ID",
    });
    expect(await refusal(find("garden-2"))).toMatchObject({ hint: "--source names the agent that is meant" });
    expect(await find("garden-2", "codex")).toMatchObject({ agent: "codex", logs: [] });
    // On two machines it is one session.
    expect((await find("garden-1")).entries).toHaveLength(2);
    const inLogs = await world();
    expect((await refusal(inLogs.find("e"))).message).toMatch(
      /^'e' is 2 sessions: e882f9d0-.* \(claude-code\), eb004e8c-/,
    );
  });
});
