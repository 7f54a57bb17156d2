import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openCode } from "../../../src/agents/opencode/index.ts";
import { inProcess } from "../../support/program/in-process.ts";
import { OpenCode } from "../../support/homes/opencode-2.ts";
import { referenceDatabase } from "./reference-2.ts";
import { asSet } from "../../support/reference/wire.ts";
import { tempDir } from "../../support/program/temp.ts";
import { times } from "../../support/shares.ts";

const source = openCode();

const RUNS = times(5);
const NO = "The user rejected permission to use this specific tool call.";
const RULES = '[{"permission":"question","pattern":"*","action":"deny"}]';

const FIRST = [
  "session 1",
  "prompt 1",
  "prompt 1",
  "answer 1",
  "answer 1",
  "call 1",
  "call 1",
  "call 1",
  "next 1",
  "next 1",
  "next 1",
  "next 1",
  "end 1",
  "delete 1",
] as const;
const SECOND = [
  "session 2",
  "prompt 2",
  "prompt 2",
  "step",
  "step",
  "call 2",
  "call 2",
  "next 2",
  "next 2",
  "next 2",
  "end 2",
  "end 2",
  "idle",
  "idle",
  "shell",
  "other",
  "fork",
  "move",
  "undo",
  "delete 2",
] as const;
const ANY = ["run", "run", "run", "migrate", "checkpoint", "vacuum"] as const;

/** A step of 2.x itself: what was copied, from 1.x or by a fork, it does not change. */
const OWN_STEP = "type = 'assistant' AND json_extract(data, '$.agent') IS NOT NULL AND id NOT LIKE '%f%'";

/** One thing that somebody does, chosen by numbers. */
function take(openCode: OpenCode, step: string, a: number, b: number): void {
  openCode.wait(b * 1000);
  const one = (table: string, where?: string) => {
    const ids = openCode.ids(table, where);
    return ids[a % ids.length];
  };
  const [session, message, part] = openCode.hasFirst
    ? [
        one("session"),
        one("message", "json_extract(data, '$.role') = 'assistant'"),
        one("part", "data LIKE '%\"tool\"%'"),
      ]
    : [];
  const [session2, prompt, answer] = openCode.hasSecond
    ? [one("session_v2"), one("session_message", "type = 'user'"), one("session_message", OWN_STEP)]
    : [];
  const tool = ["bash", "read", "question", "plan_exit", "task"][b % 5] ?? "";
  if (openCode.hasFirst && step === "session 1")
    openCode.session1(a % 3 === 0 ? session : undefined, b % 4 === 0 ? RULES : undefined);
  if (session !== undefined) {
    if (step === "prompt 1") openCode.prompt1(session, "dig ".repeat(a % 9));
    if (step === "answer 1") openCode.answer1(session);
    // Not one that 2.x has gone on with: its first turn there would then begin with what was copied.
    const isOver = !openCode.hasSecond || openCode.ids("session_message", "type = 'idle'").length === 0;
    if (step === "delete 1" && isOver) openCode.delete("session", session);
  }
  if (message !== undefined) {
    if (step === "call 1") openCode.call1(message, tool);
    if (step === "end 1") openCode.end1(message, b % 3 === 0);
  }
  if (part !== undefined && step === "next 1") openCode.nextState1(part, b % 3 === 0 ? NO : undefined);
  if (step === "migrate") openCode.migrate(1000);
  if (step === "checkpoint") openCode.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  if (step === "vacuum") openCode.exec("VACUUM");
  if (!openCode.hasSecond) return;
  if (step === "session 2") openCode.session2(a % 3 === 0 ? session2 : undefined);
  if (session2 !== undefined) {
    if (step === "prompt 2") {
      const files = b % 5 === 0 ? [{ uri: "file:///beds.png", mime: "image/png" }] : [];
      openCode.row2(session2, "user", { text: "dig ".repeat(a % 9), files, ...(b % 3 === 0 ? { skills: [{}] } : {}) });
    }
    if (step === "step") openCode.step2(session2);
    if (step === "idle")
      openCode.row2(session2, "idle", { outcome: ["succeeded", "failed", "interrupted"][b % 3] ?? "" });
    if (step === "shell") openCode.row2(session2, "shell", { shellID: "sh", command: "ls", status: "running" });
    if (step === "other")
      openCode.row2(session2, ["synthetic", "system", "skill", "compaction", "agent-switched"][b % 5] ?? "", {
        text: "x",
      });
    if (step === "fork") openCode.fork2(session2);
    if (step === "move") openCode.move2(session2, `/home/ana/bed${b % 3}`);
    if (step === "delete 2") openCode.delete("session_v2", session2);
  }
  if (prompt !== undefined && step === "undo") openCode.undo2(prompt);
  if (answer === undefined) return;
  if (step === "call 2") openCode.call2(answer, tool === "bash" ? "shell" : tool, `call_${b % 3}`);
  if (step === "next 2") openCode.nextState2(answer, b, a % 3 === 0 ? NO : undefined);
  if (step === "end 2") openCode.end2(answer, b % 5 === 0);
}

describe("OpenCode from 1.x to 2.x", () => {
  it("gives, for any history of both, the events of every version that is seen, no call twice", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.constantFrom(...FIRST, ...ANY), fc.nat(99), fc.nat(99)), { minLength: 20, maxLength: 50 }),
        fc.array(fc.tuple(fc.constantFrom(...FIRST, ...SECOND, ...SECOND, ...ANY), fc.nat(99), fc.nat(99)), {
          minLength: 20,
          maxLength: 90,
        }),
        fc.constantFrom(1 as const, 1 as const, 2 as const),
        async (before, after, begins) => {
          const directory = tempDir();
          const program = new OpenCode(join(directory, "opencode.db"), begins);
          const exporter = inProcess(source, [directory]);
          const seen = new Set<string>();
          const delivered: string[] = [];
          const run = async () => {
            for (const event of referenceDatabase(program.path)) seen.add(JSON.stringify(event));
            delivered.push(...(await exporter.run()));
            expect(delivered.filter((line) => !seen.has(line))).toEqual([]);
            expect([...seen].filter((line) => !delivered.includes(line))).toEqual([]);
          };
          const play = async (steps: readonly (readonly [string, number, number])[]) => {
            for (const [step, a, b] of steps)
              if (step === "run") await run();
              else take(program, step, a, b);
          };
          await play(before);
          take(program, "migrate", 3, 0);
          await play(after);
          await run();
          expect(asSet(delivered)).toEqual(asSet([...seen]));
          const calls = delivered
            .map(
              (line) => JSON.parse(line) as { readonly type: string; readonly id: string; readonly timestamp: string },
            )
            .filter(({ type }) => type === "agent_tool_use");
          expect(new Set(calls.map(({ id }) => id)).size).toBe(new Set(calls.map(({ timestamp }) => timestamp)).size);
          const { manifest } = exporter;
          expect(await exporter.run()).toEqual([]);
          expect(exporter.manifest).toBe(manifest);
          program.close();
        },
      ),
      { numRuns: RUNS },
    );
  }, 120_000);

  it("reads the copies when the tables of 1.x are gone", async () => {
    const directory = tempDir();
    const program = new OpenCode(join(directory, "opencode.db"), 1);
    const session = program.session1();
    program.prompt1(session, "dig");
    const call = program.call1(program.answer1(session), "bash");
    program.nextState1(call);
    program.nextState1(call);
    program.migrate(1);
    const exporter = inProcess(source, [directory]);
    expect(await exporter.run()).toHaveLength(3);
    program.dropFirst();
    expect((await exporter.run()).join()).toMatch(/agent_tool_use:[^,]*:msg_\d+\.call_/);
    expect(asSet(await inProcess(source, [directory]).run())).toEqual(
      asSet(referenceDatabase(program.path).map((event) => JSON.stringify(event))),
    );
    program.close();
  });
});
