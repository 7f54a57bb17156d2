// Makes the stream that takes the events, or changes it to what is said here:  node make-stream.mjs
// Whoever runs the server does this once.
//
//   TT_REPLICAS        on how many servers it lies (1)
//   TT_MAX_BYTES       how large it may become (-1: as the disk)
//   TT_WINDOW_SECONDS  how long the server knows the ID of an event, and drops the event when it comes again (7200)

import { jetstreamManager } from "@nats-io/jetstream";
import { nanos } from "@nats-io/transport-node";
import { connected, failed, numberOf, wholeNumberOf } from "./connect.mjs";

const DAY_MS = 86_400_000;

const stream = () => ({
  name: "TT",
  subjects: ["tt.*.*"], // tt.TEAM.MACHINE
  storage: "file",
  num_replicas: wholeNumberOf("TT_REPLICAS", 1, 1),
  duplicate_window: nanos(numberOf("TT_WINDOW_SECONDS", 7200, 0.1) * 1000),
  max_age: nanos(14 * DAY_MS),
  // When it is full it refuses what is new, and exports fail and deliver that later. Otherwise it would drop the oldest.
  max_bytes: wholeNumberOf("TT_MAX_BYTES", -1, -1),
  discard: "new",
});

/** For from-nats.mjs. */
const reader = {
  durable_name: "warehouse",
  ack_policy: "explicit",
  // Longer than a batch takes to load.
  ack_wait: nanos(120_000),
  max_ack_pending: 50_000,
};

try {
  const wanted = stream();
  const server = await connected();
  const { streams, consumers } = await jetstreamManager(server);
  const isThere = (await streams.names(wanted.subjects[0]).next()).includes(wanted.name);
  await (isThere ? streams.update(wanted.name, wanted) : streams.add(wanted));
  await consumers.add(wanted.name, reader);
  await server.close();
} catch (error) {
  failed("make-stream", error);
}
