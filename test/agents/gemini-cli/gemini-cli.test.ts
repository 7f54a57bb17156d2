import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { geminiLines } from "../../../src/agents/gemini-cli/lines.ts";
import { geminiCli } from "../../../src/agents/gemini-cli/index.ts";
import { corpusOf } from "../../support/homes/fixtures.ts";
import { inProcess } from "../../support/program/in-process.ts";
import { referenceChat } from "./reference.ts";
import { sourceContract } from "../../support/contract/source-contract.ts";
import { tempDir } from "../../support/program/temp.ts";
import { times } from "../../support/shares.ts";

const source = geminiCli({ tickMs: 0 });
const asLines = (events: readonly object[]) => events.map((event) => JSON.stringify(event));

/** A `.gemini` directory with one chat in it. */
function withChat(name: string, text: string): { readonly directory: string; readonly path: string } {
  const directory = tempDir();
  const path = join(directory, "tmp/p/chats", name);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, text);
  return { directory, path };
}

const reference = (directory: string, asked: { readonly evidence?: boolean; readonly usage?: boolean }) =>
  globSync("tmp/*/chats/{session-*,*/*}.json{,l}", { cwd: directory })
    .sort()
    .flatMap((path) => {
      const [, project = "", , parent = "", file] = path.split("/");
      const cwd = project === "garden" ? { cwd: "/home/ana/garden" } : {};
      const place = { ...cwd, ...(file === undefined ? {} : { parent }), ...asked };
      return referenceChat(readFileSync(join(directory, path), "utf8"), place);
    });

sourceContract({
  make: geminiCli,
  lines: { format: geminiLines, copy: (log) => log.replace(/\.jsonl$/, "-copy.jsonl") },
  reference: (directory, evidence = false) => reference(directory, { evidence }),
  usage: (directory) => reference(directory, { usage: true }),
});

/** The chats of a fixture, with its directory. */
function fixtureChats(name: string) {
  const root = join(import.meta.dirname, "../../../fixtures/gemini-cli", name, "home/.gemini");
  return { root, paths: globSync("tmp/garden/chats/session-*.json{,l}", { cwd: root }).sort() };
}

describe("Gemini CLI", () => {
  it.each(["program", "calls"])("gives the evidence of the fixture %s when it is asked for", async (name) => {
    const { root, paths } = fixtureChats(name);
    const place = { cwd: "/home/ana/garden", evidence: true };
    const wanted = paths.flatMap((path) => referenceChat(readFileSync(join(root, path), "utf8"), place));
    expect(await inProcess(source, [root], "evidence").run()).toEqual(asLines(wanted));
    const told = wanted.filter((event) => /result|agent_message/.test(String(event["type"])));
    // The agent says nothing in the one but that it read the context.
    expect(told).toHaveLength(name === "program" ? 0 : 19);
  });

  it("keeps who a message is of, however the chat grows", async () => {
    const { root, paths } = fixtureChats("program");
    const bytes = readFileSync(join(root, paths[0] ?? ""));
    const whole = asLines(referenceChat(bytes.toString("utf8"), { evidence: true }));
    const { directory, path } = withChat("session-1.jsonl", "");
    const exporter = inProcess(source, [directory], "evidence");
    const lines: string[] = [];
    for (let at = 0; at < bytes.length; at = bytes.indexOf(10, at) + 1) {
      writeFileSync(path, bytes.subarray(0, at));
      lines.push(...(await exporter.run()));
    }
    writeFileSync(path, bytes);
    expect([...lines, ...(await exporter.run())]).toEqual(whole);
    expect(exporter.manifest).not.toContain("dig the bed");
  });

  it("gives of any chat what the reference decoder gives, and the same in both containers", async () => {
    const texts = [
      "dig",
      "/commit",
      "?",
      "System: Please continue.",
      "Please continue.",
      "<hook_context>x",
      "Dig: dig",
      "",
    ];
    const text = fc.constantFrom(...texts);
    const more = fc.constantFrom(
      [],
      [{ text: "\n--- Content from referenced files ---" }],
      [{ text: "<hook_context>y" }],
    );
    const user = fc.record({ type: fc.constant("user"), content: fc.tuple(text, more), shown: fc.option(text) });
    const gemini = fc.record({ type: fc.constant("gemini"), content: fc.tuple(text, fc.constant([])) });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(user, gemini), { maxLength: 12 }), async (drawn) => {
        const messages = drawn.map(({ type, content: [first, rest], ...other }, at) => ({
          id: `m${at}`,
          timestamp: new Date(Date.UTC(2026, 3, 20, 9, 0, at)).toISOString(),
          type,
          content: [{ text: first }, ...rest],
          ...("shown" in other && other.shown !== null ? { displayContent: [{ text: other.shown }] } : undefined),
        }));
        const head = { sessionId: "s1", projectHash: "h", startTime: "2026-04-20T09:00:00.000Z", kind: "main" };
        const document = JSON.stringify({ ...head, messages });
        const changes = [head, ...messages].map((line) => `${JSON.stringify(line)}\n`).join("");
        const wanted = asLines(referenceChat(document, { evidence: true }));
        const { directory, path } = withChat("session-1.json", document);
        expect(await inProcess(source, [directory], "evidence").run()).toEqual(wanted);
        rmSync(path);
        writeFileSync(`${path}l`, changes);
        expect(await inProcess(source, [directory], "evidence").run()).toEqual(wanted);
      }),
      { numRuns: times(6) },
    );
  });

  it("tells a prompt once, however often the program writes its history anew", async () => {
    const { root } = fixtureChats("rewritten");
    const lines = await inProcess(source, [root]).run();
    const lengths = (session: string) =>
      lines
        .map((line) => JSON.parse(line) as { readonly session_id: string; readonly length?: number })
        .filter(({ session_id: id, length }) => id.startsWith(session) && length !== undefined)
        .map(({ length }) => length);
    // "dig the bed", "go on", "water it", "go on" once more in the moment after a writing, "plant beans".
    expect(lengths("c1")).toEqual([11, 5, 8, 5, 11]);
    expect(lengths("c2")).toEqual(["a new prompt".length]);
    // What a person sends where none goes on: after what cut one short, or after what only begins like one.
    expect(lengths("c3")).toHaveLength(8);
    expect(lengths("c4")).toEqual(["typed soon".length]);
    expect(lengths("c5")).toEqual(["typed first".length]);
    expect(lines.filter((line) => line.includes("write_file_3"))).toHaveLength(1);
  });

  it("takes what begins with a slash for a command only where its template was sent", async () => {
    const { root } = fixtureChats("program");
    const lines = await inProcess(source, [root]).run();
    const told = lines
      .map((line) => JSON.parse(line) as { readonly timestamp: string; readonly type: string })
      .filter(({ timestamp }) => timestamp > "2026-11-10T08:02:50")
      .map(({ timestamp, type }) => `${timestamp.slice(14, 19)} ${type}`);
    const prompts = ["03:00", "03:20", "03:30", "03:40", "03:50"].map((at) => `${at} user_message`);
    expect(told).toEqual([...prompts, "04:00 user_action"]);
  });

  it("counts what it does not know by its name", async () => {
    const unknown: unknown[] = [];
    for (const name of ["program", "calls"]) {
      const { root } = fixtureChats(name);
      for (const log of source.discover([{ path: root, named: true }]).logs)
        for await (const { counts } of source.read(log, undefined)) if (counts.unknown) unknown.push(counts.unknown);
    }
    expect(unknown).toEqual([
      { type: { tree: 1 } },
      { change: { $merge: 1 } },
      { status: { blooming: 1 } },
      { kind: { orchard: 1 } },
    ]);
  });

  const corpus = corpusOf("gemini");
  it.skipIf(corpus === undefined)("agrees with the reference decoder on real chats", async () => {
    let count = 0;
    for (const path of globSync("**/*.json{,l}", { cwd: corpus ?? "" })) {
      const text = readFileSync(join(corpus ?? "", path), "utf8");
      const { directory } = withChat(`session-${basename(path)}`, text);
      const lines = await inProcess(geminiCli(), [directory]).run();
      expect(lines, path).toEqual(asLines(referenceChat(text, {})));
      const evidence = await inProcess(geminiCli(), [directory], "evidence").run();
      expect(evidence, path).toEqual(asLines(referenceChat(text, { evidence: true })));
      count += lines.length;
    }
    expect(count).toBeGreaterThan(10);
  });

  it("gives the same events of a chat as a document and, resumed by a newer version, as a log of changes", async () => {
    const fixture = globSync(
      join(import.meta.dirname, "../../../fixtures/gemini-cli/document/home/.gemini/tmp/*/chats/*.json"),
    ).find((path) => basename(path).startsWith("session-"));
    const text = readFileSync(fixture ?? "", "utf8");
    const { messages, ...head } = JSON.parse(text) as { readonly messages: readonly object[] };
    const { directory } = withChat("session-1.json", text);
    const { directory: migrated } = withChat(
      "session-1.jsonl",
      [head, ...messages, { $set: { sessionId: "5f0e7a10" } }].map((line) => `${JSON.stringify(line)}\n`).join(""),
    );
    const lines = await inProcess(geminiCli(), [directory]).run();
    expect(await inProcess(geminiCli(), [migrated]).run()).toEqual(lines);
  });

  it("gives the events of one read, each once, however a log of changes grows", async () => {
    const fixture = join(import.meta.dirname, "../../../fixtures/gemini-cli/changes/home/.gemini/tmp/garden/chats");
    const [name = ""] = globSync("session-*.jsonl", { cwd: fixture });
    const bytes = readFileSync(join(fixture, name));
    const { directory, path } = withChat(name, "");
    const whole = asLines(referenceChat(bytes.toString("utf8"), {}));
    for (const parts of [2, 5, 16]) {
      const exporter = inProcess(geminiCli(), [directory]);
      const lines: string[] = [];
      for (let part = 1; part <= parts; part++) {
        writeFileSync(path, bytes.subarray(0, Math.floor((bytes.length * part) / parts)));
        lines.push(...(await exporter.run()));
      }
      expect(lines).toEqual(whole);
      const { manifest } = exporter;
      expect(await exporter.run()).toEqual([]);
      expect(exporter.manifest).toBe(manifest);
    }
  });

  it("gives an event the project once it is known, and the same ID before", async () => {
    const text = JSON.stringify({
      sessionId: "s1",
      startTime: "2026-04-20T09:00:00.000Z",
      messages: [{ id: "u1", timestamp: "2026-04-20T09:00:01.000Z", type: "user", content: "dig" }],
    });
    const { directory } = withChat("session-1.json", text);
    const ids = (lines: readonly string[]) => lines.map((line) => (JSON.parse(line) as { readonly id: string }).id);
    const before = await inProcess(geminiCli(), [directory]).run();
    for (const [root, cwd] of [
      ["garden", undefined],
      ["/home/ana/garden\n", "/home/ana/garden"],
      ["C:\\garden", "C:\\garden"],
    ] as const) {
      writeFileSync(join(directory, "tmp/p/.project_root"), root);
      const lines = await inProcess(geminiCli(), [directory]).run();
      expect(ids(lines)).toEqual(ids(before));
      for (const line of lines) expect((JSON.parse(line) as { readonly cwd?: string }).cwd).toBe(cwd);
    }
  });

  it("survives lines that are not what they should be", async () => {
    const lines = [
      '{"id":"u0","timestamp":"2026-04-20T09:00:00Z","type":"user","content":"before the head"}',
      "no JSON",
      "7",
      "",
      '{"$set":7}',
      '{"$set":{"messages":{}}}',
      '{"$rewindTo":7}',
      '{"sessionId":7}',
      '{"sessionId":"__proto__","startTime":{},"kind":[],"messages":"none"}',
      '{"id":"__proto__","timestamp":"2026-04-20T09:00:01Z","type":"user","content":{"text":"a part"}}',
      '{"id":"g1","timestamp":"2026-04-20T09:00:02Z","type":"gemini","toolCalls":[null,7,{"name":"","id":{},"args":7,"timestamp":"noon"}]}',
      `{"id":"u2","timestamp":"2026-04-20T09:00:03Z","type":"user","content":${"[".repeat(20_000)}${"]".repeat(20_000)}}`,
      '{"id":"u3","timestamp":"2026-04-20 09:00","type":"user","content":"no zone"}',
    ];
    const { directory } = withChat("session-1.jsonl", `\ufeff${lines.join("\r\n")}\n`);
    const found = await inProcess(geminiCli(), [directory]).run();
    expect(found.map((line) => (JSON.parse(line) as { readonly id: string }).id)).toEqual([
      "remote.agent:agent_session:2026-04-20T09:00:01.000Z:__proto__:started",
      "remote.agent:user_message:2026-04-20T09:00:01.000Z:__proto__",
      "remote.agent:agent_tool_use:2026-04-20T09:00:02.000Z:g1-2",
    ]);
  });

  it("keeps what a chat gave when the chat is deleted, and forgets its place", async () => {
    const directory = tempDir();
    cpSync(join(import.meta.dirname, "../../../fixtures/gemini-cli/document/home/.gemini"), directory, {
      recursive: true,
    });
    const exporter = inProcess(geminiCli(), [directory]);
    await exporter.run();
    expect(exporter.manifest).toContain("session-");
    const [path = ""] = globSync(join(directory, "tmp/*/chats/session-*"));
    writeFileSync(`${path}.gone`, "");
    rmSync(path);
    expect(await exporter.run()).toEqual([]);
    expect(exporter.manifest).not.toContain("session-");
  });

  it("is found by the variable that moves its home", () => {
    const home = tempDir();
    expect(source.roots({ home, vars: {}, platform: "linux" })).toEqual([
      { path: join(home, ".gemini"), named: false },
    ]);
    expect(source.roots({ home, vars: { GEMINI_CLI_HOME: "/srv/g" }, platform: "linux" })).toEqual([
      { path: "/srv/g/.gemini", named: true },
    ]);
  });
});
