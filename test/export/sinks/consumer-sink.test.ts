/** Delivery to a command, in this process: what counts is that it read everything and exited 0. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { consumerSink, type ConsumerSink } from "../../../src/export/sinks/consumer-sink.ts";
import { EXIT } from "../../../src/failure.ts";
import { tempDir } from "../../support/program/temp.ts";

const LINES = `${"x".repeat(99)}\n`.repeat(20);

/** A shell script as the consumer; what it writes to `$KEPT` is read back. */
function consumer(script: string, command: readonly [string, ...string[]] = ["sh", "-c", script]) {
  const kept = join(tempDir(), "kept");
  const sink = consumerSink({
    command,
    name: command[0],
    env: { PATH: process.env["PATH"], KEPT: kept },
    wait: (work) => work,
    unseen: () => undefined,
  });
  return { sink, kept, read: () => (existsSync(kept) ? readFileSync(kept, "utf8") : undefined) };
}

async function deliver(sink: ConsumerSink): Promise<void> {
  await sink.write(LINES);
  await sink.write(Buffer.from(LINES));
  await sink.flush();
}

describe("a consumer", () => {
  it("has got everything, and has exited, once the sink is flushed", async () => {
    const { sink, read } = consumer('all=$(cat; echo .); sleep 0.1; printf %s "$all" > "$KEPT"');
    await deliver(sink);
    expect(read()).toBe(`${LINES}${LINES}.`);
  });

  it("is not started where there is nothing to deliver", async () => {
    const { sink, read } = consumer('echo started > "$KEPT"');
    await sink.flush();
    expect(read()).toBeUndefined();
    await sink.stop(undefined);
  });

  it.each([
    ["exits non-zero after it read everything", "cat > /dev/null; exit 3", "exited with code 3"],
    [
      "closes its input once it read everything, and fails later",
      "cat > /dev/null; exec <&-; sleep 1.5; exit 3",
      "exited with code 3",
    ],
    ["is killed after it read everything", "cat > /dev/null; kill -9 $$", "was ended by SIGKILL"],
  ])("that %s has failed", async (_, script, why) => {
    await expect(deliver(consumer(script).sink)).rejects.toMatchObject({
      exitCode: EXIT.output,
      message: `the consumer \`sh\` ${why}`,
    });
  });

  it.skipIf(process.platform !== "linux")("that exits 0 with something unread has failed", async () => {
    await expect(deliver(consumer("read -r line; exit 0").sink)).rejects.toMatchObject({
      exitCode: EXIT.output,
      message: "the consumer `sh` ended before it had read every event",
    });
  });

  it("that cannot be started has failed, and is named without its arguments", async () => {
    const { sink } = consumer("", ["no-such-command", "--token=hunter2"]);
    await expect(deliver(sink)).rejects.toMatchObject({
      exitCode: EXIT.output,
      message: "the consumer `no-such-command` could not be started (ENOENT)",
    });
  });

  it("that is given up is told to end before it sees the end of its input", async () => {
    const { sink, read } = consumer(
      'trap \'echo ended > "$KEPT"; exit 1\' TERM; echo began > "$KEPT"; read -r a; read -r b',
    );
    await sink.write("a\n");
    await expect.poll(read, { timeout: 20_000 }).toBe("began\n");
    await sink.stop(undefined);
    expect(read()).toBe("ended\n");
  });

  it("is not started any more once the run is given up", async () => {
    const { sink, read } = consumer('echo started > "$KEPT"');
    await sink.stop(undefined);
    await expect(sink.write("a\n")).rejects.toThrow("given up");
    expect(read()).toBeUndefined();
  });
});
