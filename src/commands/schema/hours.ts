import * as z from "zod";
import { EVENT_TYPES } from "../../events/event-type.ts";
import { DIMENSIONS } from "../../hours/projects/dimension.ts";
import { HUMAN_RULES } from "../../hours/human/human-rules.ts";
import { Detail } from "./page.ts";
import { amounts, byName, count, seconds, spentOn, sums, time, usage } from "./values.ts";

/** Dollars with all their decimals, as text. */
const dollars = z.string().regex(/^\d+\.\d{2,18}$/);
const cost = z
  .object({
    currency: z.literal("USD"),
    amount: dollars.optional(),
    by_logs: dollars,
    by_list: dollars,
    unpriced_tokens: count,
  })
  .optional();
const spent = { usage, cost };

const hours = {
  ...sums,
  amounts,
  ...spent,
  models: z.array(z.object({ model: z.string(), ...spent })).optional(),
  band: z.object({ hands_on_s: seconds, engaged_s: seconds, attended_s: seconds }),
};

const constants = z.record(
  z.string(),
  z.object({ s: z.number().optional(), per_s: z.number().optional(), why: z.string() }),
);

const rules = {
  human_rule: z.enum(HUMAN_RULES),
  attention_s: seconds,
  agent_gap_s: seconds,
  answer_s: seconds,
  automated: z.boolean(),
};

const leftOut = z.object({
  automated_prompts: byName,
  sub_agent_sessions: byName,
  events_without_project: byName,
  ignored_events: byName,
});

const priceList = z.object({ name: z.string(), date: z.iso.date() });

/** By which prices costs are told, and whose tokens are not known. */
const tokens = z.object({
  agents_untold: z.array(z.string()),
  agents_missing: z.array(z.string()),
  agents_late: z.array(z.object({ agent: z.string(), worked: z.iso.date(), since: z.iso.date() })),
  agents_partly: z.array(
    z.object({ agent: z.string(), sessions: z.int().positive(), from: z.iso.date(), to: z.iso.date() }),
  ),
  price_lists: z.array(priceList).optional(),
  priced: z
    .array(
      z.object({
        model: z.string(),
        as: z.string().optional(),
        list: z.string().optional(),
        may_be: z.array(z.string()).optional(),
      }),
    )
    .optional(),
});

export const Report = z.object({
  parameters: z.object({
    only: z.record(z.string(), z.array(z.string())).optional(),
    since: time.optional(),
    until: time.optional(),
    time_zone: z.string(),
    by: z.array(z.enum(DIMENSIONS)),
    ...rules,
    round_s: seconds.optional(),
    round_direction: z.enum(["up", "nearest"]).optional(),
    prices: z.string().optional(),
    constants,
    recorded: z.record(z.string(), z.enum(["work", "clock"])),
  }),
  total: z.object(hours),
  rows: z.array(
    z.object({
      ...Object.fromEntries(DIMENSIONS.map((name) => [name, z.string().optional()])),
      directory: z.string().optional(),
      ...hours,
    }),
  ),
  known_by: z.object({
    human: z.object({ seen_s: seconds, credited_s: seconds }),
    agent: z.object({ recorded_s: seconds, observed_s: seconds, estimated_s: seconds }),
  }),
  left_out: leftOut,
  machines_of_nobody: count.optional(),
  tokens: tokens.optional(),
  detail: Detail.optional(),
});

export const Interval = z.object({
  id: z.string().regex(/^[0-9a-f]{16}$/),
  kind: z.enum(["human", "agent"]),
  start: time,
  end: time,
  seconds,
  closed: z.boolean(),
  project: z.string().optional(),
  directory: z.string().optional(),
  client: z.string().optional(),
  tags: z.array(z.string()).optional(),
  agent: z.string().optional(),
  session_id: z.string().optional(),
  git_branch: z.string().optional(),
  cwd: z.string().optional(),
  machine_id: z.string().optional(),
  person: z.string().optional(),
  agents: z.array(z.string()).optional(),
  session_ids: z.array(z.string()).optional(),
  git_branches: z.array(z.string()).optional(),
  prompts: count.optional(),
  evidence: z.enum(["prompts", "recorded", "observed", "estimated"]),
  first_event: z.string(),
  human_rule: z.enum(HUMAN_RULES).optional(),
  attention_s: seconds.optional(),
  automated: z.boolean().optional(),
  agent_gap_s: seconds.optional(),
  answer_s: seconds.optional(),
});

export const Intervals = z.object({
  parameters: z.object({
    since: time.optional(),
    until: time.optional(),
    time_zone: z.string(),
    kind: z.enum(["human", "agent"]),
    ...rules,
  }),
  intervals: z.array(Interval),
  left_out: z.object({ ...leftOut.shape, open_intervals: count }),
  machines_of_nobody: count.optional(),
});

const part = z.object({
  start: time,
  end: time,
  seconds,
  of_s: seconds.optional(),
  evidence: z.enum(["seen", "credited", "recorded", "observed", "estimated"]),
  reason: z.string(),
  why: z.string(),
  tools: byName.optional(),
  act: z.object({
    event: z.string(),
    time,
    type: z.enum(EVENT_TYPES),
    what: z.string(),
    length: count.optional(),
  }),
});

export const Explanation = z.object({
  parameters: Report.shape.parameters,
  total: z.object({ human_s: seconds, agent_s: seconds }),
  stretches: z.array(
    z.object({
      kind: z.enum(["human", "agent"]),
      start: time,
      end: time,
      seconds,
      day: z.iso.date(),
      project: z.string().optional(),
      directory: z.string().optional(),
      client: z.string().optional(),
      tags: z.array(z.string()).optional(),
      ...spentOn,
      parts: z.array(part),
    }),
  ),
  left_out: leftOut,
  machines_of_nobody: count.optional(),
});
