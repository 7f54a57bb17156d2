// Events from the standard input into the stream, each acknowledged:  tt export -- node to-nats.mjs
// It exits 0 when the stream has every event. After a mark (`tt export --follow --ack -- ...`) it answers `ok N`.
//
//   TT_TEAM  the subject of an event is tt.TEAM.MACHINE (team)

import { createHash } from "node:crypto";
import { jetstream } from "@nats-io/jetstream";
import { connected, failed } from "./connect.mjs";

const { TT_TEAM = "team" } = process.env;
/** What cannot stand in one part of a subject: a point begins another part, and the rest means something there. */
const NO_PART = /[\s\p{Cc}.*>]/gu;
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
  if (TT_TEAM === "" || TT_TEAM.search(NO_PART) >= 0)
    throw new Error(`TT_TEAM must be a name without a space, a point, "*" or ">", not "${TT_TEAM}"`);
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
    const { id, machine_id } = object;
    if (typeof id !== "string" || typeof (machine_id ?? "") !== "string") {
      others++;
      continue;
    }
    events++;
    const machine = (machine_id || "local").replaceAll(NO_PART, "_");
    open.push(publish(`tt.${TT_TEAM}.${machine}`, line, id));
    if (open.length >= MOST_OPEN) await acknowledged();
  }
  await acknowledged();
  await server.close();
  if (others > 0)
    throw new Error(
      `lines left out, which are no events (with an id, and a machine_id if any, that are texts): ${others}`,
    );
}

try {
  await main();
} catch (error) {
  failed("to-nats", error);
}
