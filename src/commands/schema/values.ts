import * as z from "zod";
import { COUNTED } from "../../spending/usage.ts";

// What several outputs have in common.

export const count = z.int().nonnegative();
export const seconds = z.int().nonnegative();
export const time = z.iso.datetime({ offset: true });
export const byName = z.record(z.string(), count);

/** Whose time it is. */
export const spentOn = {
  agent: z.string(),
  session_id: z.string(),
  git_branch: z.string().optional(),
  machine_id: z.string().optional(),
  person: z.string().optional(),
};

export const sums = { human_s: seconds, agent_s: seconds, union_s: seconds };
export const amounts = z.array(z.object({ currency: z.string(), amount: z.string(), minor: count })).optional();

export const usage = z
  .object(Object.fromEntries(COUNTED.map((name) => [`${name}_tokens`, count.optional()])))
  .optional();
