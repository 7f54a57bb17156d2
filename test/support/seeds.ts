import fc from "fast-check";
import { times } from "./shares.ts";

/**
 * The same random cases at every run of the gate, so that it never fails by chance. `FC_SEED` asks for others.
 * Where a test names no number of cases, it has twenty.
 */
fc.configureGlobal({ seed: Number(process.env["FC_SEED"] ?? 1), numRuns: times(20) });
