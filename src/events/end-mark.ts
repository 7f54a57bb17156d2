import * as z from "zod";
import { isDeliveryName, isRules, type Rules } from "../delivery.ts";

/** There is one for each agent at most. */
const MOST_NAMES = 1000;

/** What is known of the delivery that a mark ends: see `Delivery`. */
const MarkedDelivery = z.object({
  name: z.string().refine(isDeliveryName),
  after: z.array(z.string().refine(isDeliveryName)).max(MOST_NAMES),
  rules: z.custom<Rules>(isRules),
  /** The agents of which it is not known after which delivery this one goes on: who reads it may lack what came before. */
  unknown: z.array(z.string()).max(MOST_NAMES),
});
export type MarkedDelivery = Readonly<z.infer<typeof MarkedDelivery>>;

/** The last line of an export that was asked for it: the lines before it are all that was to come. */
export const EndMark = z.looseObject({
  type: z.literal("end"),
  /** How many lines there are before it. */
  events: z.int().nonnegative(),
  /** The SHA-256 of these lines, each with its newline, in hex. */
  lines_sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** The agents of which the lines are everything that their logs give, and by which rules. */
  complete: z.record(z.string(), z.int().positive()),
  /** The types of events that were asked for; unknown where an older version wrote the mark. */
  types: z.array(z.string()).max(MOST_NAMES).optional(),
  machine_id: z.string().optional(),
  /** Where positions are stored once it is acknowledged (`--ack`). */
  delivery: MarkedDelivery.optional(),
});
/** Later versions may say more. */
export type EndMark = Readonly<z.infer<typeof EndMark>>;
