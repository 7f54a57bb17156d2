import * as z from "zod";
import { EVIDENCE_KINDS, STRETCH_KINDS } from "../../page/document.ts";
import { amounts, count, seconds, spentOn, sums, time } from "./values.ts";

/** What the page draws (src/page/document.ts says what each member means). */
export const Detail = z.object({
  period: z.string(),
  counted: z.array(z.string()),
  remarks: z.array(z.string()),
  week_start: z.int().min(1).max(7),
  days: z.array(
    z.object({
      day: z.iso.date(),
      start: time,
      end: time,
      utc_offset_s: z.int(),
      clock_changes: z.array(z.object({ at: time, utc_offset_s: z.int() })).optional(),
    }),
  ),
  subjects: z.array(
    z.object({
      project: z.string().optional(),
      client: z.string().optional(),
      tags: z.array(z.string()).optional(),
      ...spentOn,
    }),
  ),
  stretches: z.array(
    z.object({
      subject: count,
      kind: z.enum(STRETCH_KINDS),
      start: time,
      end: time,
      prompts: count,
      evidence: z.array(z.tuple([z.enum(EVIDENCE_KINDS), seconds])),
    }),
  ),
  billed: z.array(
    z.object({
      day: z.iso.date(),
      project: z.string(),
      client: z.string(),
      tag: z.string(),
      person: z.string(),
      ...sums,
      amounts,
    }),
  ),
  before: z
    .object({
      period: z.string(),
      since: time,
      until: time,
      ...sums,
      rows: z.array(
        z.object({
          project: z.string(),
          client: z.string(),
          agent: z.string(),
          person: z.string(),
          human_s: seconds,
          agent_s: seconds,
        }),
      ),
    })
    .optional(),
});
