import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cline } from "../../../src/agents/cline/index.ts";
import { copyOf } from "../../support/contract/tree.ts";
import { documentLaws, rewrite } from "../../support/contract/document-laws.ts";
import { corpusOf } from "../../support/homes/fixtures.ts";
import { inProcess } from "../../support/program/in-process.ts";
import { asked, isOfUsage } from "../../support/reference/wire.ts";
import { sourceContract } from "../../support/contract/source-contract.ts";
import { tempDir } from "../../support/program/temp.ts";
import { referenceCline } from "./reference.ts";

documentLaws({ make: cline, reference: referenceCline });
sourceContract({
  make: cline,
  reference: (directory, evidence) => asked(referenceCline(directory), evidence === true),
  usage: (directory) => referenceCline(directory).filter(isOfUsage),
});

const source = cline({ tickMs: 0 });
const fixtures = join(import.meta.dirname, "../../../fixtures/cline");
const paths = (roots: readonly { readonly path: string }[]) => roots.map(({ path }) => path);

describe("Cline", () => {
  it("looks where its variables, its extension and its editors keep data", () => {
    const of = (vars: Readonly<Record<string, string>>, platform: NodeJS.Platform = "linux") =>
      paths(source.roots({ home: "/h", vars, platform }));
    expect(of({})[0]).toBe("/h/.cline/data");
    expect(of({})).toContain("/h/.config/Code/User/globalStorage/saoudrizwan.claude-dev");
    expect(of({})).toContain("/h/.cursor-server/data/User/globalStorage/saoudrizwan.cline-nightly");
    expect(of({ CLINE_DIR: "/c" })[0]).toBe("/c/data");
    expect(of({ CLINE_DATA_DIR: "/d", CLINE_DIR: "/c", CLINE_SESSION_DATA_DIR: "/s" }).slice(0, 2)).toEqual([
      "/s",
      "/d",
    ]);
    expect(of({ APPDATA: "/a" }, "win32")).toContain("/a/Windsurf/User/globalStorage/saoudrizwan.claude-dev");
  });

  it("reads a directory of sessions by itself", async () => {
    const directory = tempDir();
    cpSync(join(fixtures, "session/home/.cline/data/sessions"), directory, { recursive: true });
    const lines = await inProcess(source, [directory]).run();
    expect(lines.join("\n")).toBe(readFileSync(join(fixtures, "session/expected.ndjson"), "utf8").trimEnd());
  });

  it("waits for a manifest that is cut, for one run; then the session is told without its start", async () => {
    const directory = copyOf(join(fixtures, "session/home/.cline/data"));
    const path = join(directory, "sessions/1772611200123_ab1Cd/1772611200123_ab1Cd.json");
    const whole = readFileSync(path);
    const full = await inProcess(source, [directory]).run();
    writeFileSync(path, whole.subarray(0, 40));
    const exporter = inProcess(source, [directory]);
    const ofIt = (lines: readonly string[]) => lines.filter((line) => line.includes("1772611200123_ab1Cd"));
    const before = [...(await exporter.run())];
    expect(ofIt(before)).toEqual([]);
    before.push(...(await exporter.run()));
    expect(ofIt(before).length).toBe(ofIt(full).length - 1);
    expect(before.join("")).not.toContain('"2026-03-04T08:00:00.130Z"');
    writeFileSync(path, whole);
    const ids = (lines: readonly string[]) =>
      lines.map((line) => (JSON.parse(line) as { readonly id: string }).id).sort();
    expect(ids([...before, ...(await exporter.run())])).toEqual(ids(full));
    writeFileSync(path, "[]");
    expect(ofIt(await inProcess(source, [directory]).run()).length).toBe(ofIt(full).length - 1);
  });

  it("gives the copies of a fork the IDs of their originals", async () => {
    const lines = await inProcess(source, [join(fixtures, "forks/home/.cline/data")]).run();
    const events = lines.map((line) => JSON.parse(line) as { readonly id: string; readonly session_id: string });
    const [original, fork] = ["1772784000001_ccccc", "1772787600001_ddddd"].map((session) =>
      events.flatMap(({ id, session_id }) => (session_id === session ? [id] : [])),
    );
    expect(original).toHaveLength(3);
    expect(fork?.filter((id) => original?.includes(id))).toEqual(original?.slice(1));
  });

  it("gives the person what is sent in a session after the one prompt that began it", async () => {
    const lines = await inProcess(source, [join(fixtures, "continued/home/.cline/data")]).run();
    const sent = lines
      .map((line) => JSON.parse(line) as { type: string; session_id: string; action?: string; automated?: boolean })
      .filter(({ type }) => type.startsWith("user_"))
      .map(({ session_id, action = "prompt", automated = false }) => [session_id.slice(-1), action, automated]);
    expect(sent).toEqual([
      ["e", "prompt", true],
      ["e", "prompt", false],
      ["e", "reject", false],
      ["e", "answer", false],
      ["e", "command", false],
      ["f", "prompt", false],
      ["g", "prompt", true],
      ["g", "prompt", true],
    ]);
  });

  it("takes what Cline sends itself when a teammate's run has ended for nobody's, also in a run of one prompt", async () => {
    const idsIn = async (fixture: string) =>
      (await inProcess(source, [join(fixtures, fixture, "home/.cline/data")], "all").run()).map(
        (line) => (JSON.parse(line) as { readonly id: string }).id,
      );
    const ids = [...(await idsIn("programs")), ...(await idsIn("continued"))];
    expect(ids.filter((id) => /p3-team|c1-1-update/.test(id))).toEqual([]);
    // What was refused after it, in the same run, is nobody's either.
    expect(ids.filter((id) => id.includes(":user_action:") && id.includes("c1-2"))).toEqual([]);
  });

  it("keeps what it told when a session is compacted, and tells nothing of the summary", async () => {
    const directory = copyOf(join(fixtures, "session/home/.cline/data"));
    const path = join(directory, "sessions/1772611200123_ab1Cd/1772611200123_ab1Cd.messages.json");
    const document = JSON.parse(readFileSync(path, "utf8")) as { readonly messages: readonly object[] };
    const exporter = inProcess(source, [directory], "evidence");
    await exporter.run();
    const text = '<user_input mode="act">Earlier: beans.</user_input>';
    const summary = { id: "sum", role: "user", content: [{ type: "text", text }], ts: 1772611300000 };
    const messages = [{ ...summary, metadata: { kind: "auto_compaction" } }, ...document.messages.slice(-3)];
    rewrite(path, JSON.stringify({ ...document, messages }));
    expect(await exporter.run()).toEqual([]);
  });

  it("tells what a request took when its last figures are written, and not while a call of its answer streams", async () => {
    const directory = tempDir();
    const file = (name: string) => join(directory, "tasks/1772880000000", name);
    const at = 1772880000000;
    const put = (name: string, list: readonly object[]) => {
      mkdirSync(join(directory, "tasks/1772880000000"), { recursive: true });
      rewrite(file(name), JSON.stringify(list));
    };
    const request = (figures: object) => ({
      ts: at + 1,
      type: "say",
      say: "api_req_started",
      text: JSON.stringify({ request: "..", tokensIn: 3, cacheWrites: 18_000, cacheReads: 90_000, ...figures }),
    });
    const first = request({ tokensOut: 2, cost: 0.0945 });
    const end = request({ tokensOut: 6200, cost: 0.1875 });
    const call = {
      ts: at + 3,
      type: "ask",
      ask: "tool",
      text: JSON.stringify({ tool: "newFileCreated", path: "a.ts" }),
    };
    const task = { ts: at, type: "say", say: "task", text: "write the module" };
    const prompt = { role: "user", content: "write the module", ts: at + 2 };
    const metrics = { tokens: { prompt: 3, completion: 6200, cached: 108_000 }, cost: 0.1875 };
    const answer = { role: "assistant", content: [], metrics, ts: at + 90_000 };
    const exporter = inProcess(source, [directory], "all");
    const taken = async () => (await exporter.run()).filter((line) => line.includes('"agent_usage"'));
    put("ui_messages.json", [task, first, { ...call, partial: true }]);
    expect(await taken()).toEqual([]);
    put("api_conversation_history.json", [prompt]);
    put("ui_messages.json", [task, first, call]);
    expect(await taken()).toEqual([]);
    // Between reading the messages and what was sent, both may be written.
    put("api_conversation_history.json", [prompt, answer]);
    expect(await taken()).toEqual([]);
    put("api_conversation_history.json", [prompt]);
    put("ui_messages.json", [task, end, call]);
    expect(await taken()).toEqual([]);
    writeFileSync(file("api_conversation_history.json"), '[{"role":"us');
    expect(await taken()).toEqual([]);
    put("api_conversation_history.json", [prompt, answer]);
    const told = await taken();
    expect(told.map((line) => JSON.parse(line) as object)).toEqual([
      expect.objectContaining({ output_tokens: 6200, cost_usd: 0.1875 }),
    ]);
    expect((await inProcess(source, [directory], "all").run()).filter((line) => line.includes("usage"))).toEqual(told);
  });

  const corpus = corpusOf("../corpus-more");
  it.skipIf(corpus === undefined)("agrees with the reference decoder on a real session", async () => {
    const directory = join(corpus ?? "", "cline-cli/.cline/data");
    const lines = await inProcess(source, [directory], "all").run();
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(referenceCline(directory));
    expect(lines).toHaveLength(7);
  });
});
