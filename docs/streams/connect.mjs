// How the programs beside this one find the server.
//
//   NATS_URL                  localhost:4222 (the default), tls://nats.example.com
//   NATS_USER, NATS_PASSWORD  if the server wants them
//   NATS_CREDS                a file with credentials, if it wants these

import { readFileSync } from "node:fs";
import { connect, credsAuthenticator } from "@nats-io/transport-node";

const { NATS_URL = "localhost:4222", NATS_USER, NATS_PASSWORD, NATS_CREDS } = process.env;

function identity() {
  if (NATS_CREDS !== undefined) return { authenticator: credsAuthenticator(readFileSync(NATS_CREDS)) };
  return NATS_USER === undefined ? {} : { user: NATS_USER, pass: NATS_PASSWORD };
}

export async function connected() {
  try {
    return await connect({ servers: NATS_URL, ...identity() });
  } catch (error) {
    throw new Error(`no connection to ${NATS_URL}: ${error.message}`, { cause: error });
  }
}

/** The number that a variable holds, `least` or more, or the one that is meant without it. */
export function numberOf(variable, usual, least) {
  const text = process.env[variable] ?? String(usual);
  const number = text.trim() === "" ? NaN : Number(text);
  if (Number.isFinite(number) && number >= least) return number;
  throw new Error(`${variable} must be a number, ${least} or more, not "${text}"`);
}

/** The same of a whole number. */
export function wholeNumberOf(variable, usual, least) {
  const number = numberOf(variable, usual, least);
  if (Number.isSafeInteger(number)) return number;
  throw new Error(`${variable} must be a whole number, not "${number}"`);
}

/** Ends the program with a sentence instead of a stack trace. */
export function failed(program, error) {
  console.error(`${program}: ${error.message}`);
  process.exit(1);
}
