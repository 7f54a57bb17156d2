// Events from the standard input into the stream, each acknowledged:  tt export -- node to-nats.mjs
// It exits 0 when the stream has every event. After a mark (`tt export --follow --ack -- ...`) it answers `ok N`.
//
//   TT_TEAM  the subject of an event is tt.TEAM.MACHINE (team)

import { createHash } from "node:crypto";
import { jetstream } from "@nats-io/jetstream";
import { connected, failed } from "./connect.mjs";

const { TT_TEAM = "team" } = process.env;
/** So many may be under way at once. */
const MOST_OPEN = 1000;

/** The lines that are ended. Not by node:readline, which breaks them at U+2028 too, and a path may hold that. */
async function* linesOf(bytes) {
  let rest = "";
  for await (const text of bytes.setEncoding("utf8")) {
    const lines = (rest + text).split("\n");
    rest = lines.pop();
    yield* lines;
  }
}

/** The object on a line; an empty one where it is none. */
function objectOn(line) {
  try {
    return JSON.parse(line) ?? {};
  } catch {
    return {};
  }
}

async function main() {
  const server = await connected();
  const stream = jetstream(server);
  const publish = async (subject, line, msgID) => {
    try {
      await stream.publish(subject, line, { msgID, timeout: 10_000, retries: 3 });
    } catch (error) {
      const isNobodys = error.name === "JetStreamNotEnabled";
      const why = isNobodys ? "no stream takes it (make-stream.mjs makes one)" : error.message;
      failed("to-nats", new Error(`${subject}: ${why}`, { cause: error }));
    }
  };
  let open = [];
  const acknowledged = async () => {
    await Promise.all(open);
    open = [];
  };
  let events = 0;
  let others = 0;
  let digest = createHash("sha256");
  for await (const line of linesOf(process.stdin)) {
    const object = objectOn(line);
    if (object.type === "end" && object.id === undefined) {
      await acknowledged();
      if (object.events !== events || object.lines_sha256 !== digest.digest("hex"))
        throw new Error("the mark does not fit the lines before it");
      console.log(`ok ${events}`);
      events = 0;
      digest = createHash("sha256");
      continue;
    }
    digest.update(`${line}\n`);
    if (typeof object.id !== "string") {
      others++;
      continue;
    }
    events++;
    // A point in a name would begin another part of the subject.
    const machine = (object.machine_id ?? "local").replaceAll(".", "_");
    open.push(publish(`tt.${TT_TEAM}.${machine}`, line, object.id));
    if (open.length >= MOST_OPEN) await acknowledged();
  }
  await acknowledged();
  await server.close();
  if (others > 0) throw new Error(`${others} lines were no events and were left out`);
}

try {
  await main();
} catch (error) {
  failed("to-nats", error);
}
