import * as z from "zod";

/** The last line of an export that was asked for it: the lines before it are all that was to come. */
export const EndMark = z.looseObject({
  type: z.literal("end"),
  /** How many lines there are before it. */
  events: z.int().nonnegative(),
  /** The SHA-256 of these lines, each with its newline, in hex. */
  lines_sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** The agents of which the lines are everything that their logs give, and by which rules. */
  complete: z.record(z.string(), z.int().positive()),
  machine_id: z.string().optional(),
});
/** Later versions may say more. */
export type EndMark = Readonly<z.infer<typeof EndMark>>;
