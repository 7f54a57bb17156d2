// How the programs beside this one find the server.
//
//   NATS_URL    nats://localhost:4222, tls://nats.example.com (default: localhost:4222)
//   NATS_CREDS  a file with credentials, if the server wants them

import { readFileSync } from "node:fs";
import { connect, credsAuthenticator } from "@nats-io/transport-node";

const { NATS_URL = "localhost:4222", NATS_CREDS } = process.env;

export async function connected() {
  try {
    const authenticator = NATS_CREDS === undefined ? undefined : credsAuthenticator(readFileSync(NATS_CREDS));
    return await connect({ servers: NATS_URL, ...(authenticator && { authenticator }) });
  } catch (error) {
    throw new Error(`no connection to ${NATS_URL}: ${error.message}`, { cause: error });
  }
}

/** Ends the program with a sentence instead of a stack trace. */
export function failed(program, error) {
  console.error(`${program}: ${error.message}`);
  process.exit(1);
}
