// Lines of a Codex rollout as 0.141 writes them, turn by turn, with the shares and lengths of seven real ones: a fifth of
// the lines are calls, a fifth their outputs, which are more than half of the bytes.

import type { Random } from "./random.ts";
import type { TextPool } from "./text-pool.ts";
import type { Line } from "./write-log.ts";

export interface Thread {
  readonly id: string;
  readonly cwd: string;
  time: number;
}

interface Material {
  readonly random: Random;
  readonly text: TextPool;
}

/** What lines of a thread are made of. */
class Writer {
  readonly #thread: Thread;
  readonly #material: Material;
  readonly turn: string;

  constructor(thread: Thread, material: Material) {
    this.#thread = thread;
    this.#material = material;
    thread.time += 1000 + material.random.below(600_000);
    this.turn = uuid7(material.random, thread.time);
  }

  get random(): Random {
    return this.#material.random;
  }

  /** So many bytes of text at the median, and so many at the 95th percentile. */
  text(median: number, p95: number): Buffer {
    return this.#material.text(Math.min(this.random.around(median, p95), 1_000_000));
  }

  line(type: string, payload: Line): Line {
    const { random } = this;
    this.#thread.time += random.below(900);
    const at = new Date(this.#thread.time).toISOString();
    return [`{"timestamp":"${at}","type":"${type}","payload":{`, ...payload, "}}\n"];
  }

  event(type: string, payload: Line): Line {
    return this.line("event_msg", [`"type":"${type}",`, ...payload]);
  }

  item(type: string, payload: Line): Line {
    return this.line("response_item", [`"type":"${type}",`, ...payload, `,"metadata":{"turn_id":"${this.turn}"}`]);
  }

  message(role: string, text: Buffer): Line {
    const kind = role === "assistant" ? "output_text" : "input_text";
    return this.item("message", [`"role":"${role}","content":[{"type":"${kind}","text":"`, text, `"}]`]);
  }

  get cwd(): string {
    return this.#thread.cwd;
  }
}

/** The lines of a thread, without an end. */
export function* linesOf(thread: Thread, material: Material): Generator<Line, never, undefined> {
  yield head(thread, material);
  for (let turns = 0; ; turns++) {
    const writer = new Writer(thread, material);
    yield* turnOf(writer, turns === 0);
  }
}

function head(thread: Thread, material: Material): Line {
  const at = new Date(thread.time).toISOString();
  return [
    `{"timestamp":"${at}","type":"session_meta","payload":{"id":"${thread.id}","timestamp":"${at}","cwd":"${thread.cwd}","originator":"codex-tui","cli_version":"0.141.0","source":"cli","thread_source":"user","model_provider":"openai","base_instructions":{"text":"`,
    material.text(18_000),
    `"},"git":{"commit_hash":"${material.random.hex(40)}","branch":"main"}}}\n`,
  ];
}

function* turnOf(writer: Writer, isFirst: boolean): Generator<Line, void, undefined> {
  const { random, turn, cwd } = writer;
  yield writer.event("task_started", [`"turn_id":"${turn}","started_at":1782130274,"model_context_window":121600`]);
  if (isFirst) {
    yield writer.message("developer", writer.text(17_000, 26_000));
    yield writer.message("user", writer.text(15_000, 33_000));
  }
  yield writer.line("turn_context", [
    `"turn_id":"${turn}","cwd":"${cwd}","workspace_roots":["${cwd}"],"approval_policy":"on-request","sandbox_policy":{"type":"workspace-write"},"model":"gpt-5.3-codex","collaboration_mode":{"mode":"default","settings":{"developer_instructions":"`,
    writer.text(1100, 1200),
    `"}},"effort":"high","summary":"auto"`,
  ]);
  const prompt = writer.text(120, 300);
  yield writer.message("user", prompt);
  yield writer.event("user_message", [`"message":"`, prompt, `","images":[],"local_images":[],"text_elements":[]`]);
  for (let steps = 1 + random.below(28); steps > 0; steps--) yield* stepOf(writer);
  const answer = writer.text(700, 2500);
  yield* said(writer, answer);
  yield writer.event("task_complete", [
    `"turn_id":"${turn}","last_agent_message":"`,
    answer,
    `","completed_at":1782130292,"duration_ms":${random.below(600_000)}`,
  ]);
}

/** What the model thinks, says and calls at once, and the outputs. */
function* stepOf(writer: Writer): Generator<Line, void, undefined> {
  const { random } = writer;
  if (random.chance(0.86)) yield reasoning(writer);
  if (random.chance(0.75)) yield* said(writer, writer.text(190, 900));
  const calls = Array.from({ length: random.chance(0.35) ? 2 : 1 }, () => `call_${random.hex(24)}`);
  const isPatch = random.chance(0.03);
  for (const call of calls) yield isPatch ? patch(writer, call) : command(writer, call);
  for (const call of calls) yield isPatch ? patched(writer, call) : output(writer, call);
  const used = `"input_tokens":${random.below(90_000)},"cached_input_tokens":${random.below(9000)},"output_tokens":${random.below(900)},"reasoning_output_tokens":${random.below(500)},"total_tokens":${random.below(90_000)}`;
  yield writer.event("token_count", [
    `"info":{"total_token_usage":{${used}},"last_token_usage":{${used}},"model_context_window":121600},"rate_limits":{"limit_id":"codex","limit_name":null,"primary":{"used_percent":1.0,"window_minutes":300,"resets_at":1782147435},"secondary":{"used_percent":2.0,"window_minutes":10080,"resets_at":1782708127},"credits":null,"individual_limit":null,"plan_type":"pro","rate_limit_reached_type":null}`,
  ]);
}

/** In the public rollouts, what is encrypted was taken out; half of the records had it. */
function reasoning(writer: Writer): Line {
  const { random } = writer;
  const encrypted = random.chance(0.5) ? `,"encrypted_content":"gAAAAAB${random.hex(random.around(1200, 4000))}"` : "";
  return writer.item("reasoning", [`"summary":[]${encrypted}`]);
}

function* said(writer: Writer, text: Buffer): Generator<Line, void, undefined> {
  yield writer.event("agent_message", [`"message":"`, text, `","phase":"commentary","memory_citation":null`]);
  yield writer.message("assistant", text);
}

function command(writer: Writer, call: string): Line {
  return writer.item("function_call", [
    String.raw`"name":"exec_command","arguments":"{\"cmd\":\"rg -n 'seed' src/bed-${writer.random.below(400)}.ts && ${"git status --short && ".repeat(writer.random.below(6))}ls\",\"workdir\":\"${writer.cwd}\",\"max_output_tokens\":12000}","call_id":"${call}"`,
  ]);
}

function patch(writer: Writer, call: string): Line {
  return writer.item("custom_tool_call", [
    String.raw`"status":"completed","call_id":"${call}","name":"apply_patch","input":"*** Begin Patch\n*** Update File: ${writer.cwd}/src/bed-${writer.random.below(400)}.ts\n@@\n`,
    writer.text(800, 4000),
    String.raw`*** End Patch\n"`,
  ]);
}

function output(writer: Writer, call: string): Line {
  return writer.item("function_call_output", [
    String.raw`"call_id":"${call}","output":"Chunk ID: ${writer.random.hex(6)}\nWall time: 0.${writer.random.below(9999)} seconds\nProcess exited with code 0\nOriginal token count: ${writer.random.below(5000)}\nOutput:\n`,
    writer.text(650, 14_000),
    `"`,
  ]);
}

function patched(writer: Writer, call: string): Line {
  return writer.item("custom_tool_call_output", [
    String.raw`"call_id":"${call}","output":"Exit code: 0\nWall time: 0 seconds\nOutput:\nSuccess. Updated the following files:\nM src/bed.ts\n"`,
  ]);
}

/** A UUID of version 7. */
export function uuid7(random: Random, time: number): string {
  const stamp = Math.floor(time).toString(16).padStart(12, "0");
  return `${stamp.slice(0, 8)}-${stamp.slice(8)}-7${random.hex(3)}-8${random.hex(3)}-${random.hex(12)}`;
}
