/** `tt export --ack`: positions are stored when the reader has said that it has every event, and not before. */
import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { EndMark } from "../../../src/events/end-mark.ts";
import { garden, linesOf } from "../../support/homes/garden.ts";
import { startTt } from "../../support/program/tt.ts";

const HINT = "\n\nhint: no position was stored: the next export delivers the same events again\n";

describe("tt export --ack", () => {
  it("prints the events and a mark, and stores the positions after a line 'ok N'", () => {
    const { sh, full } = garden();
    const { code, stdout, stderr } = sh("tt export --ack", { input: "ok 4\n" });
    const lines = linesOf(stdout);
    expect([code, lines.slice(0, -1), stderr]).toEqual([0, full(), ""]);
    const mark = EndMark.parse(JSON.parse(lines.at(-1) ?? ""));
    expect(mark).toMatchObject({ type: "end", events: 4, delivery: { after: [], unknown: [] } });
    // What comes next goes on from what was acknowledged.
    const next = linesOf(sh("tt export --ack", { input: "ok 0\r\n" }).stdout);
    expect(next.map((line) => JSON.parse(line) as unknown)).toEqual([
      expect.objectContaining({
        events: 0,
        delivery: expect.objectContaining({ after: [mark.delivery?.name] }) as unknown,
      }),
    ]);
  });

  it("stores nothing and exits 74 when it hears anything else", () => {
    const world = garden();
    const { code, stderr } = world.sh("tt export --ack", { input: "ok 3\n" });
    expect([code, stderr]).toEqual([
      74,
      `tt: the events were not acknowledged: the answer on the standard input is 'ok 3', not 'ok 4'${HINT}`,
    ]);
    world.expectNothingStored();
  });

  it("is ended by a signal while it waits", async () => {
    const world = garden();
    const running = startTt(["export", "--ack"], { home: world.home });
    let printed = "";
    for await (const bytes of running.stdout) {
      printed += String(bytes);
      if (printed.includes('"type":"end"')) running.kill("SIGTERM");
    }
    const ended = running.exitCode === null ? await once(running, "exit") : [running.exitCode];
    expect(ended[0]).toBe(143);
    world.expectNothingStored();
  });
});
