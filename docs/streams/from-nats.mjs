// Events from the stream to a command, a batch at a time:  node from-nats.mjs sh load.sh
// The command reads the lines on its standard input, all of them. When it exits 0, the stream is told that they are
// done. Otherwise, and when one of the two is killed before that, they come again: the command must take an ID only once.
//
//   TT_BATCH         events in a batch, at most (10000)
//   TT_WAIT_SECONDS  how long a batch waits to become full (5), 1 or more
//   TT_ONCE          1: end when nothing is left, instead of waiting for more

import { spawn } from "node:child_process";
import { once } from "node:events";
import { jetstream } from "@nats-io/jetstream";
import { connected, failed, numberOf, wholeNumberOf } from "./connect.mjs";

const isOnce = process.env.TT_ONCE === "1";
const [command, ...args] = process.argv.slice(2);

/** Gives the lines to the command, and fails where it does, or does not take them all. */
async function load(lines) {
  const child = spawn(command, args, { stdio: ["pipe", "inherit", "inherit"] });
  let areTaken = false;
  child.stdin.on("error", () => undefined);
  child.stdin.write(`${lines.join("\n")}\n`, (error) => (areTaken = !error));
  child.stdin.end();
  const [code, signal] = await once(child, "close");
  if (code !== 0) throw new Error(`${command} ended with ${code ?? signal}: its events stay in the stream`);
  if (!areTaken) throw new Error(`${command} ended before it had read every event: they stay in the stream`);
}

async function main() {
  if (command === undefined) throw new Error("no command: node from-nats.mjs COMMAND [ARG...]");
  const most = wholeNumberOf("TT_BATCH", 10_000, 1);
  const expires = numberOf("TT_WAIT_SECONDS", 5, 1) * 1000;
  const server = await connected();
  const warehouse = await jetstream(server).consumers.get("TT", "warehouse");
  for (;;) {
    const { num_pending, num_ack_pending } = await warehouse.info();
    const left = isOnce ? num_pending + num_ack_pending : Infinity;
    if (left === 0) break;
    const batch = [];
    const wanted = { max_messages: Math.min(left, most), expires };
    for await (const message of await warehouse.fetch(wanted)) batch.push(message);
    if (batch.length === 0) continue;
    try {
      await load(batch.map((message) => message.string()));
    } catch (error) {
      for (const message of batch) message.nak();
      await server.flush();
      throw error;
    }
    // The stream has heard it before the next batch is asked for.
    await Promise.all(batch.map((message) => message.ackAck()));
  }
  await server.close();
}

try {
  await main();
} catch (error) {
  failed("from-nats", error);
}
