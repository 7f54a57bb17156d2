import * as z from "zod";
import { TrackedEvent } from "../events/event.ts";
import { DIMENSIONS } from "../hours/dimension.ts";

/**
 * What programs may rely on in each output. Fields and kinds may be added without a new version; what is here stays as it
 * is, and what is required stays there (docs/event-format.md).
 */

const count = z.int().nonnegative();
const seconds = z.int().nonnegative();
const time = z.iso.datetime({ offset: true });
const byName = z.record(z.string(), count);

const hours = { human_s: seconds, agent_s: seconds, union_s: seconds };

const rules = {
  attention_s: seconds,
  agent_gap_s: seconds,
  answer_s: seconds,
  automated: z.boolean(),
};

const leftOut = z.object({
  automated_prompts: byName,
  sub_agent_sessions: byName,
  events_without_project: byName,
});

const Report = z.object({
  parameters: z.object({
    since: time.optional(),
    until: time.optional(),
    time_zone: z.string(),
    by: z.array(z.enum(DIMENSIONS)),
    ...rules,
    round_s: seconds.optional(),
    round_direction: z.enum(["up", "nearest"]).optional(),
  }),
  total: z.object(hours),
  rows: z.array(
    z.object({
      ...Object.fromEntries(DIMENSIONS.map((name) => [name, z.string().optional()])),
      directory: z.string().optional(),
      ...hours,
    }),
  ),
  left_out: leftOut,
});

const Interval = z.object({
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
  agents: z.array(z.string()).optional(),
  session_ids: z.array(z.string()).optional(),
  git_branches: z.array(z.string()).optional(),
  prompts: count.optional(),
  evidence: z.enum(["prompts", "turn", "tools"]),
  first_event: z.string(),
  attention_s: seconds.optional(),
  automated: z.boolean().optional(),
  agent_gap_s: seconds.optional(),
  answer_s: seconds.optional(),
});

const Intervals = z.object({
  parameters: z.object({
    since: time.optional(),
    until: time.optional(),
    time_zone: z.string(),
    kind: z.enum(["human", "agent"]),
    ...rules,
  }),
  intervals: z.array(Interval),
  left_out: z.object({ ...leftOut.shape, open_intervals: count }),
});

const imported = {
  read: count,
  inserted: count,
  duplicates: count,
  conflicts: count,
  malformed: count,
  ignored: count,
};

const Import = z.object({
  ...imported,
  removed: count.optional(),
  warnings: z.array(z.object({ kind: z.enum(["malformed", "conflict"]), place: z.string(), detail: z.string() })),
});

const Status = z.object({
  data_dir: z.string(),
  sources: z.record(
    z.string(),
    z.object({
      roots: z.array(z.object({ path: z.string(), found: z.boolean() })),
      logs: count,
      tracked: count,
      manifest: z.string(),
      pending_logs: count,
      pending_bytes: count,
      newest_event: time.optional(),
    }),
  ),
  last_export: z.object({ ended: time, exit_code: z.int(), failure: z.string().optional() }).optional(),
  store: z.object({
    location: z.string(),
    state: z.enum(["missing", "unusable", "read"]),
    failure: z.string().optional(),
    events: count.optional(),
    first: time.optional(),
    last: time.optional(),
    agents: z.record(z.string(), z.object({ types: byName, last: time })).optional(),
    last_import: z
      .object({
        id: z.string(),
        started: time,
        ended: time.nullable(),
        origin: z.string(),
        ...imported,
        removed: count.optional(),
      })
      .optional(),
    lacks: z.array(z.string()).optional(),
    correctable: z.object({ older: count, unknown: count, beyond: count }).optional(),
  }),
  warnings: z.array(z.object({ kind: z.string(), message: z.string() })),
});

interface Output {
  /** What prints it. */
  readonly of: string;
  /** A new one only when something is taken away or means something else. */
  readonly version: number;
  readonly schema: z.ZodType;
}

export const OUTPUTS: Readonly<Record<string, Output>> = {
  event: { of: "a line of 'tt export' and 'tt events'", version: 1, schema: TrackedEvent },
  report: { of: "'tt report --json'", version: 1, schema: Report },
  interval: { of: "a line of 'tt intervals'", version: 1, schema: Interval },
  intervals: { of: "'tt intervals --json'", version: 1, schema: Intervals },
  import: { of: "'tt import --summary json'", version: 1, schema: Import },
  status: { of: "'tt status --json'", version: 1, schema: Status },
};

/** The JSON Schema of an output: draft 2020-12, open for fields that are yet to come. */
export function jsonSchemaOf(name: string, { of, version, schema }: Output): object {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: "input" });
  return { $schema, $id: `urn:tt:${name}:${version}`, title: of, version, ...rest };
}
