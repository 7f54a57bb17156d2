/** What people and agents wrote stays in the logs; what is told of them cannot command a terminal. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { garden, linesOf, prompt } from "../support/homes/garden.ts";
import { hasStrace } from "../support/program/machine.ts";

const CANARY = "c4nary";

/** A value of every type with a canary in it, in every place where a key may be too. */
const planted = { [CANARY]: CANARY, list: [CANARY, { [CANARY]: [CANARY] }] };

/** Records of every type, with a canary in every field that is not exported. */
function canaryLines(): string {
  const rest = {
    parentUuid: CANARY,
    userType: CANARY,
    version: CANARY,
    slug: CANARY,
    requestId: CANARY,
    toolUseResult: planted,
    permissionMode: "default",
    promptId: CANARY,
    [CANARY]: planted,
  };
  const input = {
    file_path: "/home/ana/garden/beds.md",
    content: CANARY,
    old_string: CANARY,
    command: CANARY,
    prompt: CANARY,
    [CANARY]: planted,
  };
  const assistant = (uuid: string, content: unknown) =>
    prompt(uuid, {
      type: "assistant",
      // Its id is no text: it names what the message took.
      message: { id: "msg_1", role: "assistant", model: "claude-opus-4-8", content, usage: planted },
      ...rest,
    });
  const user = (uuid: string, content: unknown, more: object = {}) =>
    prompt(uuid, { message: { role: "user", content }, ...rest, ...more });
  return [
    user("c1", CANARY),
    user("c2", [
      { type: "text", text: CANARY },
      { type: "image", source: { data: CANARY } },
    ]),
    user("c3", [{ type: "tool_result", tool_use_id: "t", content: CANARY }]),
    user("c4", `<command-name>/${CANARY}</command-name><command-args>${CANARY}</command-args>`),
    user("c5", `<bash-input>${CANARY}</bash-input>`),
    user("c6", `[Request interrupted by user for ${CANARY}]`),
    user("c7", CANARY, { planContent: CANARY, origin: { kind: "human", name: CANARY } }),
    assistant("c8", [
      { type: "text", text: CANARY },
      { type: "thinking", thinking: CANARY, signature: CANARY },
    ]),
    assistant(
      "c9",
      ["Read", "Edit", "Bash", "Grep", "mcp__x__y"].map((name) => ({
        type: "tool_use",
        id: `t-${name}`,
        name,
        input,
        [CANARY]: CANARY,
      })),
    ),
    prompt("c10", {
      type: "system",
      subtype: "turn_duration",
      durationMs: 5,
      content: CANARY,
      message: CANARY,
      ...rest,
    }),
    prompt("c11", {
      type: "attachment",
      attachment: { type: "queued_command", commandMode: "prompt", prompt: CANARY, [CANARY]: planted },
      ...rest,
    }),
    `{"type":"summary","summary":"${CANARY}","leafUuid":"${CANARY}"}\n`,
    `{"type":"file-history-snapshot","snapshot":{"${CANARY}":"${CANARY}"}}\n`,
    `{"type":"user","message":{"content":"${CANARY}\n`,
    `${CANARY} no JSON at all\n`,
    `{"type":"us${prompt("c12", { message: { role: "user", content: CANARY } })}`,
    prompt("c13", { timestamp: CANARY }),
    `{"type":"user","message":{"content":"${CANARY}`,
  ].join("");
}

describe("what was written in a session", () => {
  it("is in no event, no message and no file of ours", () => {
    const world = garden();
    writeFileSync(world.log, canaryLines());
    for (const script of [
      "tt export",
      "tt export --full -v --summary json",
      "tt export --dry-run -v",
      "tt export --full -- sh -c 'cat; exit 1'",
      "tt export --full -- cat",
      "tt export --full --types all --summary json",
    ]) {
      const { stdout, stderr } = world.sh(script);
      expect(stdout + stderr).not.toContain(CANARY);
      for (const name of readdirSync(world.dataDir, { recursive: true, encoding: "utf8" }))
        expect(readFileSync(join(world.dataDir, name), "utf8")).not.toContain(CANARY);
    }
    expect(linesOf(world.sh("tt export --full").stdout).length).toBeGreaterThan(14);
  });

  it.skipIf(!hasStrace)("is in no file that is written for a moment (needs strace)", () => {
    const world = garden();
    writeFileSync(world.log, canaryLines());
    world.sh("strace -f -qq -s 100000 -o trace -e trace=write,writev,pwrite64,sendto,sendmsg $TT export > /dev/null");
    expect(readFileSync(join(world.home, "trace"), "utf8")).not.toContain(CANARY);
  });
});

describe("what is said on a terminal", () => {
  it("holds no control character, escape or mark that reorders text, whatever logs and folders are named", () => {
    const evil = "\u001b[2J\u001b]52;c;x\u0007\u009b31m\u202e\u2066\r\n\u007f";
    const world = garden();
    const project = join(dirname(world.log), `../${evil}`);
    mkdirSync(project);
    writeFileSync(join(project, `${evil}.jsonl`), "{\n");
    mkdirSync(join(world.home, evil));
    const dataDir = join(world.home, evil, "data");
    mkdirSync(dataDir);
    const said = [
      "tt export -v",
      "tt export --full --summary json",
      `tt export --full --claude-dir "$EVIL gone"`,
      `tt export --full --data-dir "$EVIL/data"; echo x > "$EVIL/data/claude-manifest.json"; tt export --data-dir "$EVIL/data"`,
      `echo '{"version":9}' > "$EVIL/data/claude-manifest.json"; tt export --data-dir "$EVIL/data"`,
      `rm "$EVIL/data/claude-manifest.json"; mkdir "$EVIL/data/claude-manifest.json"; tt export --data-dir "$EVIL/data"`,
      `tt export --full -- "$EVIL"`,
      `tt export --source "$EVIL"`,
      `tt export "$EVIL"`,
      `tt "$EVIL"`,
      `tt export --since "$EVIL"`,
      `tt export --full >> ${world.claudeDir}/projects/*/*.jsonl`,
    ].map((script) => world.sh(script, { env: { EVIL: evil } }).stderr);
    for (const text of said) {
      expect(text).not.toBe("");
      // oxlint-disable-next-line no-control-regex -- that is what it is about
      expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
      expect(text).not.toMatch(/\n\s+at .*\.js:/);
    }
  });
});
